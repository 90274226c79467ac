import { goProgram } from './go.js';

/** The command-line client that the README and the tests call the services with. */
export const grpcurl = goProgram({
  name: 'grpcurl',
  program: 'grpcurl',
  package: 'github.com/fullstorydev/grpcurl/cmd/grpcurl',
  usualSeconds: 35,
});

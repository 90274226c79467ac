import { startStack } from '@parallax/local';

// A stack in a process of its own, for a test to kill: says when it is up, and holds it.
const stack = await startStack({ services: false });
console.log(stack.directory);
setInterval(() => {}, 1000);

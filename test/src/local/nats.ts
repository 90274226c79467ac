import { once } from 'node:events';
import { connect } from 'node:net';

/** What a NATS server answers to a PING from somebody with the URL's user and password: `PONG`, or why it refuses. */
export async function ping(url: string): Promise<string> {
  const { hostname, port, username: user, password: pass } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  try {
    await once(socket, 'data');
    socket.write(`CONNECT ${JSON.stringify({ verbose: false, user, pass })}\r\nPING\r\n`);
    const [answer] = await once(socket, 'data');
    return answer.trim();
  } finally {
    socket.destroy();
  }
}

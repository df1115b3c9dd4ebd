// A client of the API for the tests of the whole program: Node's own parts only.
import { spawn } from 'node:child_process';
import http from 'node:http';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The server on a port of its own; resolves when it listens. */
export async function startServer(store, extra = []) {
    const words = ['serve', '--store', store, '--listen', '127.0.0.1:0', '--quiet', ...extra];
    const child = spawn('./barefoot', words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const server = { child, log: '', port: 0 };

    child.stderr.on('data', (bytes) => (server.log += bytes));
    server.ended = once(child, 'exit');
    process.once('exit', () => child.kill('SIGKILL')); // a test that fails leaves none behind
    for await (const line of createInterface({ input: child.stdout })) {
        server.port = Number(new URL(line).port);
        return server;
    }
    throw new Error(`the server did not start: ${server.log}`);
}

/** One connection at a time, with a session. Rejects when no whole answer came. */
export class Client {
    constructor(port) {
        this.port = port;
        this.agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
        this.cookie = '';
        this.csrf = '';
    }

    ask(method, path, body, headers = {}) {
        const text = body === undefined ? undefined : JSON.stringify(body);

        return new Promise((resolve, reject) => {
            const request = http.request(
                {
                    agent: this.agent,
                    host: '127.0.0.1',
                    port: this.port,
                    method,
                    path,
                    headers: {
                        'Accept-Language': 'en',
                        ...(text === undefined
                            ? {}
                            : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
                        ...(this.cookie ? { Cookie: this.cookie } : {}),
                        ...(this.csrf ? { 'X-CSRF-Token': this.csrf } : {}),
                        ...headers,
                    },
                },
                (response) => {
                    const pieces = [];

                    response.on('data', (piece) => pieces.push(piece));
                    response.on('error', reject);
                    response.on('end', () => {
                        const all = Buffer.concat(pieces).toString();
                        const isJson = /json/.test(response.headers['content-type'] ?? '');

                        if (!response.complete) {
                            reject(new Error('the answer was broken off'));
                            return;
                        }
                        resolve({
                            status: response.statusCode,
                            headers: response.headers,
                            body: isJson && all ? JSON.parse(all) : all,
                        });
                    });
                },
            );
            request.on('error', reject);
            request.end(text);
        });
    }

    /** The answer's body, or an error that shows what came instead. */
    async want(status, method, path, body, headers) {
        const answer = await this.ask(method, path, body, headers);

        if (answer.status !== status)
            throw new Error(`${method} ${path}: ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
        return answer.body;
    }

    async signIn(login, password) {
        const answer = await this.ask('POST', '/api/session', { login, password });

        if (answer.status !== 200) throw new Error(`signing in as ${login}: ${JSON.stringify(answer.body)}`);
        this.cookie = answer.headers['set-cookie'][0].split(';')[0];
        this.csrf = answer.body.csrf;
        return answer.body;
    }

    /** With the password that was given, which has to be changed. */
    async signInFirst(login, given, own) {
        await this.signIn(login, given);
        await this.want(204, 'POST', '/api/account/password', { old: given, new: own });
        this.cookie = this.csrf = '';
        return this.signIn(login, own);
    }

    close() {
        this.agent.destroy();
    }
}

// The real server under the tests: it can be stopped in the middle of things, and comes back at the same place.

import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'

const START_MS = 20_000

export class Server {
  #program
  #store
  #log
  #process = null
  /** "http://127.0.0.1:41231", once it has been started */
  base = ''

  constructor(program, store) {
    this.#program = program
    this.#store = store
    this.#log = `${store}.log`
  }

  async start() {
    const listen = this.base ? this.base.replace('http://', '') : '127.0.0.1:0'
    const child = spawn(this.#program, ['serve', '--store', this.#store, '--listen', listen, '--quiet'], {
      stdio: ['ignore', 'pipe', openSync(this.#log, 'a')],
    })
    this.#process = child
    this.base = await new Promise((done, refuse) => {
      let said = ''
      const timer = setTimeout(() => refuse(new Error(`the server said nothing for ${START_MS} ms`)), START_MS)
      child.stdout.on('data', (chunk) => {
        said += chunk
        const address = /http:\/\/\S+/.exec(said)?.[0]
        if (!address) return
        clearTimeout(timer)
        done(address)
      })
      child.once('exit', (code) => {
        clearTimeout(timer)
        refuse(new Error(`the server ended with ${code}; see ${this.#log}`))
      })
    })
  }

  async stop() {
    const child = this.#process
    this.#process = null
    if (!child || child.exitCode !== null) return
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGTERM')
    await ended
  }
}

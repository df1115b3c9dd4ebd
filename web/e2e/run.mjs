// All browser tests against a store that was just made:
//
//   node e2e/run.mjs PROGRAM STORE PASSWORDS [FOLDER FOR PICTURES]
//
// PASSWORDS is what `barefoot user add` printed. BROWSER_ONLY=walk runs one part.

import { readFileSync } from 'node:fs'
import { card } from './card.mjs'
import { day } from './day.mjs'
import { entry } from './entry.mjs'
import { House } from './house.mjs'
import { identity } from './identity.mjs'
import { merge } from './merge.mjs'
import { places } from './places.mjs'
import { quality } from './quality.mjs'
import { Server } from './server.mjs'
import { trouble } from './trouble.mjs'
import { walk } from './walk.mjs'

const [program, store, passwords, pictures] = process.argv.slice(2)
if (!program || !store || !passwords) {
  console.error('usage: node e2e/run.mjs PROGRAM STORE PASSWORDS [FOLDER]')
  process.exit(2)
}
const first = new Map([...readFileSync(passwords, 'utf8').matchAll(/^(\w+)'s password.*: (\S+)$/gm)].map((match) => [match[1], match[2]]))
const server = new Server(program, store)
const house = new House({ server, first, pictures })
const PARTS = { day, identity, trouble, walk, card, merge, places, quality, entry }

try {
  await server.start()
  await house.open()
  for (const [name, run] of Object.entries(PARTS)) {
    if (process.env.BROWSER_ONLY && process.env.BROWSER_ONLY !== name) continue
    await run(house)
  }
} finally {
  await house.close()
  await server.stop()
}
for (const complaint of house.complaints) console.log(`  COMPLAINT  ${complaint}`)
const count = house.failures.length + house.complaints.size
console.log(count === 0 ? 'browser: all well' : `browser: ${house.failures.length} failed, ${house.complaints.size} complaints`)
process.exit(count === 0 ? 0 : 1)

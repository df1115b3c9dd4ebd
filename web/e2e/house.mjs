// What all browser tests need: a browser, pages that are watched for complaints, signing in, and cases.

import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

export const SCREENS = { desk: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } }

/** What everybody's password is after the first sign-in. */
export const PASSWORD = 'Barfuss-2026-arzt'

const WAIT_MS = 20_000
const QUIET_MS = 120

export class House {
  #browser = null
  #waiting = new WeakMap()
  #latest = null
  complaints = new Set()
  failures = []

  constructor({ server, first, pictures }) {
    this.server = server
    this.first = first
    this.pictures = pictures
    if (pictures) mkdirSync(pictures, { recursive: true })
  }

  async open() {
    this.#browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    })
  }

  async close() {
    await this.#browser?.close()
  }

  /** A browser of its own: other cookies, other drafts. */
  async context(screen = 'desk') {
    const isPhone = screen === 'phone'
    const context = await this.#browser.newContext({ viewport: SCREENS[screen], isMobile: isPhone, hasTouch: isPhone, locale: 'zh-CN' })
    context.setDefaultTimeout(WAIT_MS)
    return context
  }

  /**
   * A page that complains about what it says to the console, about errors and about other hosts.
   * `expected`: what a test provokes.
   */
  async page(context, name, expected = /$^/) {
    const page = await context.newPage()
    this.#latest = page
    const complain = (text) => this.complaints.add(`${name}, ${page.url().replace(/^[^#]*/, '')}: ${text}`)
    this.#waiting.set(page, new Set())
    page.on('console', (message) => {
      const text = `${message.text()} ${message.location().url}`
      // Who is signed in is asked before anybody is, and answered 401.
      if (/401.*\/api\/session/.test(text) || expected.test(text)) return
      if (['error', 'warning'].includes(message.type())) complain(text)
    })
    page.on('pageerror', (error) => complain(String(error)))
    page.on('dialog', (dialog) => {
      complain(`opens a dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      this.#waiting.get(page).add(request)
      if (!request.url().startsWith(this.server.base) && !request.url().startsWith('blob:')) complain(`asks ${request.url()}`)
    })
    for (const event of ['requestfinished', 'requestfailed']) page.on(event, (request) => this.#waiting.get(page).delete(request))
    return page
  }

  /** Until nothing has been asked for a moment. */
  async settle(page) {
    const until = Date.now() + WAIT_MS
    let quietSince = Date.now()
    while (Date.now() - quietSince < QUIET_MS) {
      if (this.#waiting.get(page).size > 0) quietSince = Date.now()
      if (Date.now() > until) throw new Error(`the page still asks ${[...this.#waiting.get(page)].map((one) => one.url())}`)
      await page.waitForTimeout(20)
    }
  }

  async go(page, path) {
    await page.goto(`${this.server.base}/#${path}`)
    await this.settle(page)
  }

  async picture(page, name) {
    if (this.pictures) await page.screenshot({ path: `${this.pictures}/${name}.png`, fullPage: true })
  }

  /** Through the sign-in page; the first time through the new password as well. */
  async signIn(page, login) {
    await page.goto(this.server.base)
    await page.fill('#login', login)
    await page.fill('#password', this.first.get(login) ?? PASSWORD)
    await page.press('#password', 'Enter')
    if (this.first.has(login)) await this.changePassword(page, login)
    await page.waitForSelector('.frame main h1')
    await this.settle(page)
  }

  async signOut(page) {
    await this.go(page, '/account')
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForSelector('#login')
  }

  /** The first password, to the one that everybody has here. */
  async changePassword(page, login) {
    await page.fill('#old-password', this.first.get(login))
    await page.fill('#new-password', PASSWORD)
    await page.fill('#new-again', PASSWORD)
    await page.press('#new-again', 'Enter')
    this.first.delete(login)
    await page.waitForSelector('.frame main h1')
  }

  /** What the page itself may ask, with its session. */
  async ask(page, path) {
    return page.evaluate(async (url) => {
      const response = await fetch(url, { headers: { Accept: 'application/json' } })
      if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
      return response.json()
    }, `api${path}`)
  }

  async case(name, run) {
    const began = Date.now()
    try {
      await run()
      console.log(`  ok    ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
    } catch (error) {
      this.failures.push(name)
      if (this.#latest && !this.#latest.isClosed()) await this.picture(this.#latest, `FAIL-${name.slice(0, 40)}`).catch(() => undefined)
      console.log(`  FAIL  ${name}\n        ${String(error.stack ?? error).split('\n').slice(0, 12).join('\n        ')}`)
    }
  }
}

export function expect(holds, text) {
  if (!holds) throw new Error(text)
}

export function expectEqual(found, wanted, what) {
  expect(found === wanted, `${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`)
}

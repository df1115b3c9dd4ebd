// Walk through the whole interface in a browser, at a desk's and at a phone's width, and look:
//
//   node e2e/walk.mjs http://localhost:8080 LOGIN PASSWORD [FOLDER FOR PICTURES]
//
// It fails when a page says something to the console, asks another host for anything, breaks the
// content security policy, is wider than the screen, or does not show what it should.

import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [base, login, password, pictures] = process.argv.slice(2)
if (!base || !login || !password) {
  console.error('usage: node e2e/walk.mjs ADDRESS LOGIN PASSWORD [FOLDER]')
  process.exit(2)
}
if (pictures) mkdirSync(pictures, { recursive: true })

const SCREENS = { desk: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } }
const complaints = []
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
})

for (const [screen, viewport] of Object.entries(SCREENS)) {
  const context = await browser.newContext({ viewport, isMobile: screen === 'phone', hasTouch: screen === 'phone', locale: 'zh-CN' })
  const page = await context.newPage()
  let where = 'sign-in'
  const complain = (text) => complaints.push(`${screen} ${where}: ${text}`)
  page.on('console', (message) => {
    // That nobody is signed in at first is asked, and answered 401.
    if (['error', 'warning'].includes(message.type()) && !message.text().includes('401')) complain(message.text())
  })
  page.on('pageerror', (error) => complain(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('blob:')) complain(`asks ${request.url()}`)
  })

  const look = async (name) => {
    where = name
    await page.waitForLoadState('networkidle')
    await page.waitForTimeout(150)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (wide > 1) complain(`is ${wide} px wider than the screen`)
    const failed = await page.locator('.state[role="alert"]').allInnerTexts()
    for (const text of failed) complain(`shows "${text.replaceAll('\n', ' ')}"`)
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('input, select, textarea, button, a[href]')]
        .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden="true"]'))
        .filter((element) => !(element.labels?.length || element.ariaLabel || element.getAttribute('aria-labelledby') || element.title || element.textContent?.trim()))
        .map((element) => element.outerHTML.slice(0, 120)),
    )
    for (const html of nameless) complain(`has a control without a name: ${html}`)
    if (pictures) await page.screenshot({ path: `${pictures}/${screen}-${name}.png`, fullPage: true })
  }
  const go = async (path, name) => {
    where = name
    await page.goto(`${base}/#${path}`)
    await look(name)
  }

  await page.goto(base)
  await look('sign-in')
  await page.fill('#login', login)
  await page.fill('#password', 'wrong')
  await page.press('#password', 'Enter')
  await page.waitForSelector('#sign-in-failure:not(:empty)')
  await page.fill('#password', password)
  await page.press('#password', 'Enter')
  await page.waitForSelector('main h1')
  await look('home')

  await go('/due', 'due')
  await go('/residents', 'residents')
  const first = page.locator('a.name').first()
  const resident = (await first.getAttribute('href')).slice(1)
  await go(resident, 'resident')
  await page.locator('main header button').first().click()
  await look('resident-new-record')
  await go(`${resident}/new/hypertension.followup`, 'form')
  await page.getByLabel('收缩压', { exact: false }).first().fill('３０１')
  await page.waitForTimeout(900)
  await look('form-problem')
  await page.keyboard.press('Control+Enter')
  await page.waitForTimeout(900)
  await look('form-refused')
  await page.reload()
  await look('form-restored')
  const number = page.getByLabel('收缩压', { exact: false }).first()
  if ((await number.inputValue()) !== '301') complain(`forgot what was typed: ${await number.inputValue()}`)
  await go(`${resident}/new/ehr.exam`, 'form-exam')
  await go('/residents/new', 'register')
  await go(`${resident}/edit`, 'amend')
  await go('/figures?programme=hypertension', 'figures')
  await go('/figures/hypertension.standard_rate', 'figure')
  await go('/summary', 'summary')
  await go('/registers/team', 'register-list')
  await go('/account', 'account')
  await go('/nowhere', 'nowhere')

  // In English nothing Chinese is left but what the records say.
  await go('/account', 'account')
  await page.locator('input[name="language"][value="en"]').check()
  await go('/due', 'due-en')
  await go(`${resident}/new/hypertension.followup`, 'form-en')
  await go('/figures/hypertension.standard_rate', 'figure-en')
  await context.close()
}
await browser.close()

for (const complaint of new Set(complaints)) console.log(complaint)
console.log(complaints.length === 0 ? 'nothing to complain about' : `${new Set(complaints).size} complaints`)
process.exit(complaints.length === 0 ? 0 : 1)

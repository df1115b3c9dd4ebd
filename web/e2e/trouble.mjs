// What goes wrong: hostile text, wrong dates, an old draft, a session that ends, a server that stops in the
// middle of a form, and two people at one record. Nothing that was typed is lost, nothing is stored twice.

import { findPatient } from './day.mjs'
import { PASSWORD, expect, expectEqual } from './house.mjs'
import { Paper, visitOn } from './paper.mjs'

const FORM = 'hypertension.followup'
/** The server is away, or says no: that is what is tried here. */
const PROVOKED = /ERR_CONNECTION|ERR_FAILED|\b(400|401|409|502)\b/

export async function trouble(house) {
  const context = await house.context()
  const page = await house.page(context, 'trouble', PROVOKED)
  const paper = new Paper(house, page)
  let next = 0
  let today

  /** A new visit, of somebody whom no other case has taken. */
  async function begin() {
    const patient = await findPatient(house, page, next++)
    await house.go(page, `/residents/${patient.person_id}/new/${FORM}`)
    await page.waitForSelector('#field-sbp')
    return patient
  }
  const visits = async (patient) => (await house.ask(page, `/persons/${patient.person_id}/records?form=${FORM}`)).items.filter((one) => one.occurred_on === today).length

  await house.case('a sign-in leads back to where one wanted to go', async () => {
    await page.goto(`${house.server.base}/#/figures/hypertension.visits`)
    await page.waitForSelector('#login')
    await house.signIn(page, 'village')
    today = (await house.ask(page, '/session')).today
  })

  await house.case('hostile text is text, and too long a text is refused', async () => {
    const patient = await begin()
    const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>\'"; DROP TABLE person;-- {{7*7}} \u202e'
    await paper.fill({ ...visitOn(today), tests: hostile })
    await paper.save()
    expect((await page.locator('main').innerText()).includes(hostile.trim()), 'the text is not shown as it was typed')
    expectEqual(await page.locator('main script, main img').count(), 0, 'elements made from text')
    expectEqual(await visits(patient), 1, 'visits stored')

    await begin()
    await paper.field('tests').evaluate((element) => element.removeAttribute('maxlength'))
    await paper.fill({ ...visitOn(today), tests: '长'.repeat(10_000) })
    await paper.expectProblem('tests', /200/)
    await paper.saveButton.click()
    await paper.message('1 处')
    expectEqual(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, 'the page keeps its width')
  })

  await house.case('wrong dates and values are refused beside their fields', async () => {
    const patient = await begin()
    for (const [day, pattern] of [['2099-01-01', /今天/], ['1890-01-01', /./]]) {
      await paper.field('occurred_on').fill(day)
      await paper.expectProblem('occurred_on', pattern)
    }
    await paper.field('occurred_on').fill(today)
    for (const [text, pattern] of [['abc', /./], ['-5', /60/], ['1e9', /./], ['99999999999999999999', /./]]) {
      await paper.field('sbp').fill(text)
      await paper.expectProblem('sbp', pattern)
    }
    await paper.fill({ ...visitOn(today), next_on: today })
    await page.waitForTimeout(450)
    await house.settle(page)
    expect((await page.locator('main').innerText()).includes('下次随访日期应晚于本次'), 'the check between dates is not shown')
    await paper.saveButton.click()
    await paper.message('1 处')
    expectEqual(await visits(patient), 0, 'visits stored')
  })

  await house.case('a draft survives the back button and a closed page', async () => {
    const patient = await begin()
    await paper.fill({ sbp: '141', way: '1' })
    await page.waitForTimeout(700)
    await page.goBack()
    await house.settle(page)
    await page.goForward()
    await page.waitForSelector('#field-sbp')
    expectEqual(await paper.field('sbp').inputValue(), '141', 'typed before going back')
    const second = await house.page(context, 'trouble, another tab', PROVOKED)
    await house.go(second, `/residents/${patient.person_id}/new/${FORM}`)
    await second.waitForSelector('#field-sbp')
    expectEqual(await second.locator('#field-sbp').inputValue(), '141', 'typed in a tab that is gone')
    await second.close()
  })

  await house.case('a session that ends in another tab asks for the password over the form', async () => {
    const patient = await begin()
    await paper.fill(visitOn(today))
    await house.settle(page)
    const other = await house.page(context, 'trouble, signing out', PROVOKED)
    await house.go(other, '/account')
    await other.getByRole('button', { name: '退出登录' }).click()
    await other.getByRole('button', { name: '保留并退出' }).click()
    await other.waitForSelector('#login')
    await other.close()
    await paper.saveButton.click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('#password').fill(PASSWORD)
    await house.picture(page, 'session-ended')
    await dialog.locator('#password').press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await house.settle(page)
    expectEqual(await paper.field('sbp').inputValue(), '132', 'typed before the session ended')
    await paper.save()
    expectEqual(await visits(patient), 1, 'visits stored')
  })

  await house.case('a server that stops in the middle of a form: nothing is lost, nothing twice', async () => {
    const patient = await begin()
    await paper.fill({ ...visitOn(today), sbp: '134' })
    await house.settle(page)
    await house.server.stop()
    await paper.fill({ dbp: '84' })
    await paper.saveButton.click()
    await paper.message('连不上服务器')
    await house.picture(page, 'server-stopped')
    await house.server.start()
    await page.reload()
    await page.waitForSelector('#field-sbp')
    await house.settle(page)
    expectEqual(await paper.field('sbp').inputValue(), '134', 'typed before the server stopped')
    expectEqual(await paper.field('dbp').inputValue(), '84', 'typed while the server was away')
    await paper.save()
    expectEqual(await visits(patient), 1, 'visits stored')
  })

  await house.case('an answer that is lost on its way does no harm: the visit is stored once', async () => {
    const patient = await begin()
    await paper.fill(visitOn(today))
    await house.settle(page)
    let lost = 0
    await page.route(`**/records/${FORM}`, async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue()
      lost++
      await route.fetch()
      return route.abort('connectionreset')
    })
    await paper.saveButton.click()
    await paper.message('不会重复登记')
    await paper.save()
    await page.unroute(`**/records/${FORM}`)
    expectEqual(lost, 1, 'answers lost')
    expectEqual(await visits(patient), 1, 'visits stored')
  })

  await house.case('two people amend one record: what differs is asked, the rest is merged', async () => {
    const patient = await begin()
    await paper.fill(visitOn(today))
    await paper.save()
    const record = /records\/[^/]+\/(\d+)/.exec(page.url())[1]
    const edit = `/residents/${patient.person_id}/records/${FORM}/${record}/edit`
    const colleague = await house.context()
    const their = await house.page(colleague, 'trouble, colleague', PROVOKED)
    await house.signIn(their, 'village')
    await house.go(their, edit)
    await house.go(page, edit)
    const theirPaper = new Paper(house, their)
    await theirPaper.fill({ sbp: '126', heart_rate: '66' })
    await theirPaper.save()
    await paper.fill({ sbp: '124', dbp: '78' })
    await paper.saveButton.click()
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await house.picture(page, 'conflict')
    await dialog.locator('input[type=radio]').first().check()
    await dialog.getByRole('button', { name: '合并后继续' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await house.settle(page)
    await paper.save()
    const stored = await house.ask(page, `/persons/${patient.person_id}/records/${FORM}/${record}`)
    expectEqual(stored.revision, 3, 'revision')
    expectEqual(['sbp', 'dbp', 'heart_rate'].map((name) => stored.values[name].text).join(' '), '124 78 66', 'merged values')
    await colleague.close()
  })
  await context.close()
}

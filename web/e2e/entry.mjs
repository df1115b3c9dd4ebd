// Somebody is entered who is registered already: shown with what speaks for it, opened, taken in, or said to be another.

import { expect, expectEqual } from './house.mjs'

async function fill(house, page, person) {
  await house.go(page, '/residents/new')
  await page.fill('#name', person.name)
  await page.locator('#sex').getByText(person.sex.label.zh, { exact: true }).or(page.locator('#sex').getByText(person.sex.label.en, { exact: true })).first().click()
  await page.fill('#born_on', person.born_on)
  if (person.phone) await page.fill('#phone', person.phone)
  await page.locator('.similar .evidence li').first().waitFor()
  await house.settle(page)
}

/** The first who lives there, is alive, and has the name to himself. */
async function choose(house, page) {
  for (let after = ''; after !== null; ) {
    const { items, next } = await house.ask(page, `/persons?limit=100&residents=1${after && `&after=${encodeURIComponent(after)}`}`)
    for (const each of items) {
      if (each.died_on) continue
      const found = await house.ask(page, `/persons?q=${encodeURIComponent(each.name)}`)
      if (found.items.filter((one) => one.name === each.name).length === 1) return house.ask(page, `/persons/${each.person_id}`)
    }
    after = next
  }
  throw new Error('the county has nobody to try it with')
}

export async function entry(house) {
  const context = await house.context()
  const page = await house.page(context, 'entry', /400.*\/api\/persons/)
  let person

  await house.case('who is registered already is shown while he is entered, with the evidence', async () => {
    await house.signIn(page, 'village')
    person = await choose(house, page)
    await fill(house, page, person)
    const similar = page.locator('.similar article').first()
    const text = await similar.innerText()
    for (const part of [person.name, '同一人的概率', '姓名：相同', '出生日期：相同', '打开该居民', '确为另一人']) expect(text.includes(part), `the similar resident is shown without ${part}: ${text}`)
    await house.picture(page, 'entry-similar')
    await similar.getByRole('link', { name: '打开该居民' }).click()
    await page.waitForURL(`**/#/residents/${person.person_id}`)
    await page.locator('main h1', { hasText: person.name }).waitFor()
  })

  await house.case('he is not entered twice, unless somebody says that he is another', async () => {
    await fill(house, page, person)
    await page.fill('#from_on', '2024-01-01')
    await page.locator('main form button[type=submit]').click()
    await page.locator('main form .late', { hasText: '很可能已有此人的档案' }).first().waitFor()
    await house.picture(page, 'entry-refused')
    await page.locator('.similar article').first().getByRole('checkbox').check()
    await page.locator('main form button[type=submit]').click()
    await page.locator('main h1', { hasText: person.name }).waitFor()
    await page.waitForURL((url) => /\/residents\/\d+$/.test(url.href))
    const made = page.url().split('/').pop()
    expect(made !== person.person_id, 'the one who was registered was opened')
    const { items } = await house.ask(page, `/duplicates?state=open&person=${made}`)
    expectEqual(items.length, 1, 'pairs in the queue')
  })

  await house.case('who is registered elsewhere is told without his name, and can be taken in', async () => {
    const other = await house.context()
    const elsewhere = await house.page(other, 'entry-elsewhere')
    await house.signIn(elsewhere, 'clinic')
    await fill(house, elsewhere, person)
    const similar = elsewhere.locator('.similar article', { hasText: '在其他机构' }).first()
    const text = await similar.innerText()
    expect(!text.includes(person.name) && !text.includes('打开该居民'), `of somebody elsewhere too much is told: ${text}`)
    expect(await similar.getByRole('button', { name: '迁入本机构' }).isEnabled(), 'he cannot be taken in')
    await house.picture(elsewhere, 'entry-elsewhere')
    await other.close()
  })

  await house.case('two residents are reported as one by hand', async () => {
    await house.go(page, `/residents/${person.person_id}`)
    await page.getByRole('button', { name: '报告疑似重复' }).click()
    const dialog = page.getByRole('dialog')
    const { items } = await house.ask(page, '/persons?limit=20&residents=1')
    const second = items.find((each) => each.name !== person.name)
    await dialog.locator('#pair-other').fill(second.name)
    await dialog.getByText(second.name, { exact: false }).first().click()
    await house.picture(page, 'entry-pair')
    await dialog.getByRole('button', { name: '加入队列并对照' }).click()
    await page.waitForURL('**/#/duplicates/*/*')
    await page.locator('#figures-title').waitFor()
    const queue = await house.ask(page, `/duplicates?state=open&person=${person.person_id}`)
    expect(queue.items.some((each) => each.source === 'hand' || each.source?.code === 'hand'), 'the pair is not in the queue')
  })

  await house.case('the warning in English', async () => {
    await page.getByRole('button', { name: 'English' }).first().click()
    await fill(house, page, person)
    const text = await page.locator('.similar article').first().innerText()
    for (const part of ['name：the same', 'date of birth：the same']) expect(text.toLowerCase().includes(part), `the evidence in English lacks ${part}: ${text}`)
    await house.picture(page, 'entry-similar-en')
  })
  await context.close()
}

// What every story in the browser uses: signing in, judging a screen, taking a step of the bar.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const [base, password, ...more] = process.argv.slice(2)
export const complaints = []
/** What a story provokes on purpose, by the text or the address of the browser's message; a stream that breaks off comes again. */
export const expected = [/net::ERR_\w+.*me\/stream/]
export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--lang=zh-CN',
  ],
})
/** Say what each screen showed when something was not as expected. */
process.on('uncaughtException', async (error) => {
  console.error(error)
  for (const context of browser.contexts())
    for (const each of context.pages()) {
      console.error(
        each.url(),
        await each
          .getByRole('alert')
          .allTextContents()
          .catch(() => []),
      )
      if (process.env.SCREENS) await each.screenshot({ path: `${process.env.SCREENS}/failed.png`, fullPage: true }).catch(() => undefined)
    }
  process.exit(1)
})
/** End the session of a page while something is typed: what the page asks for of its own accord is sent only afterwards. */
export async function signedOutWhile(page, type) {
  let typed
  const until = new Promise((done) => (typed = done))
  await page.route(/\/api\/v1\/(?!me\/stream)/, async (route) => {
    await until
    await route.continue().catch(() => undefined)
  })
  await page.context().clearCookies()
  await type()
  typed()
}
export async function enter(page, who) {
  await page.getByLabel('用户名').fill(who)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}
export function watched(page, who) {
  page.setDefaultTimeout(20_000)
  page.on('console', (message) => {
    const told = `${who}: ${message.text()} ${message.location().url}`
    if (message.type() === 'error' && !expected.some((each) => each.test(told))) complaints.push(told)
  })
  page.on('pageerror', (error) => complaints.push(`${who}: ${error.message}`))
  return page
}
export async function signIn(who, width = 1440, path = '') {
  const context = await browser.newContext({ viewport: { width, height: width > 500 ? 900 : 844 }, hasTouch: width <= 500 })
  const page = watched(await context.newPage(), who)
  await page.goto(path ? `${base}/console${path}` : `${base}/`)
  await enter(page, who)
  await page.getByRole('button', { name: '退出', exact: true }).waitFor()
  if (!path) await page.getByRole('heading', { name: '待办', exact: true }).waitFor()
  return page
}
/** Accessible, as wide as the screen, and on the telephone with targets that a finger hits. */
export async function fit(page, where) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  const broken = await page.evaluate(async () => {
    const { violations } = await window.axe.run({ resultTypes: ['violations'] }) // of all else it says no more than that it was there
    return violations.map((each) => `${each.id}: ${each.nodes[0].html}`)
  })
  assert.deepEqual(broken, [], `accessibility of ${where}`)
  await narrow(page, where)
}
/** As wide as the screen, and on the telephone with targets that a finger hits. */
export async function narrow(page, where) {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  assert.ok(wide <= room, `${where} scrolls sideways: ${wide} of ${room}`)
  if (room > 500) return
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('main a, main button, main select, main summary, main input:not([type=checkbox]):not([type=radio])')]
      .filter((each) => {
        const { height } = each.getBoundingClientRect()
        return height && height < 43.5 && !each.closest('p, dd, .hidden')
      })
      .map((each) => each.outerHTML.slice(0, 100)),
  )
  assert.deepEqual(small, [], `targets of ${where}`)
}
/** The same screen as a telephone shows it, then wide again. */
export async function fitBoth(page, where) {
  await page.setViewportSize({ width: 1440, height: 900 })
  await fit(page, where)
  await look(page, `${where} 1440`)
  await page.setViewportSize({ width: 390, height: 844 })
  await fit(page, `${where} on the telephone`)
  await look(page, `${where} 390`)
  await page.setViewportSize({ width: 1440, height: 900 })
}
/** Keep a picture of a screen where SCREENS names a folder. */
export async function look(page, name) {
  if (process.env.SCREENS) await page.screenshot({ path: `${process.env.SCREENS}/${name.replaceAll(' ', '-')}.png`, fullPage: true })
}
export const press = (page, name) => page.getByRole('button', { name, exact: true }).click()
/** Take a step of the bar, and confirm it where it asks. */
export async function act(page, name) {
  const form = page.getByRole('form', { name, exact: true })
  const button = page.getByRole('button', { name, exact: true })
  await button.click()
  await Promise.race([form.waitFor(), button.waitFor({ state: 'detached' })])
  if (await form.count()) await form.getByRole('button', { name, exact: true }).click()
  await button.waitFor({ state: 'detached' })
}
/** Choose somebody in a picker by typing. */
export async function choose(page, label, words, name) {
  await page.getByRole('combobox', { name: label }).fill(words)
  await page.getByRole('option', { name }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: `移除${name}` }).waitFor()
}
export async function finish(told) {
  assert.deepEqual(complaints, [], 'the browser complains of nothing')
  await browser.close()
  console.log(told)
}

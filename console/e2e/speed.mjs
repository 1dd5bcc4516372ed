// How long people wait: first paint, the inbox cold and warm on a slow line and processor, what the rules say, a keystroke, a long list.
// node e2e/speed.mjs URL PASSWORD USER ROUNDS; prints the figures in milliseconds as JSON.
import { base, browser, more, signIn } from './browser.mjs'

const [user, rounds] = [more[0], Number(more[1])]
const SLOW = { offline: false, latency: 40, downloadThroughput: 375_000, uploadThroughput: 375_000 } // 3 Mbit/s
const PARAGRAPH = '为做好冬季校园安全工作，请各校区开展一次安全隐患排查，落实领导带班和值班制度，发现问题及时整改并报办公室。'
const found = { paint: [], cold: [], warm: [], check: [], keystroke: [], list: [] }

async function throttled(context, page) {
  const client = await context.newCDPSession(page)
  await client.send('Network.enable')
  await client.send('Network.emulateNetworkConditions', SLOW)
  await client.send('Emulation.setCPUThrottlingRate', { rate: 4 })
}
const painted = (page) => page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime)
/** From the request of the page until the inbox shows what waits, or that nothing does. */
async function inbox(page) {
  await page.goto(`${base}/console/todo`)
  await page.waitForFunction(() => {
    const main = document.querySelector('main')
    return main && !main.querySelector('.skeleton') && (main.querySelector('.item') || main.textContent.includes('暂无待办事项'))
  })
  return page.evaluate(() => performance.now())
}
const first = await signIn(user)
const kept = await first.context().storageState()
for (let round = 0; round < rounds; round += 1) {
  const stranger = await browser.newContext()
  const door = await stranger.newPage()
  await throttled(stranger, door)
  await door.goto(`${base}/`)
  await door.getByRole('button', { name: '登录' }).waitFor()
  found.paint.push(await painted(door))
  await stranger.close()
  const context = await browser.newContext({ storageState: kept })
  const page = await context.newPage()
  await throttled(context, page)
  found.cold.push(await inbox(page))
  found.warm.push(await inbox(page))
  kept.cookies = (await context.storageState()).cookies
  await context.close()
}

/** Typing in a text of twenty pages: until the next frame after each key, and until the rules have answered. */
await first.goto(`${base}/console/documents/new`)
await first.getByRole('textbox', { name: '标题' }).fill('关于做好冬季校园安全工作的通知')
const text = first.getByRole('textbox', { name: '正文' })
await text.click()
await text.evaluate(
  (editor, html) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', html)
    editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  },
  `<p>${PARAGRAPH}</p>`.repeat(rounds > 1 ? 220 : 20),
)
await first.waitForResponse((answer) => answer.url().endsWith('/documents/check'))
await first.evaluate(() => {
  window.keys = []
  new PerformanceObserver((list) =>
    window.keys.push(
      ...list
        .getEntries()
        .filter((each) => each.name === 'keydown')
        .map((each) => each.duration),
    ),
  ).observe({
    type: 'event',
    durationThreshold: 16,
  })
})
for (let round = 0; round < rounds; round += 1) {
  await text.press('Control+End') // a jump over twenty pages, no keystroke of one who types
  await first.waitForTimeout(300)
  await first.evaluate(() => (window.keys = []))
  for (const letter of 'anquan') await first.keyboard.press(letter, { delay: 30 })
  const from = Date.now()
  const answer = first.waitForResponse((each) => each.url().endsWith('/documents/check'))
  await first.keyboard.press('x')
  await (await answer).finished()
  await first.evaluate(() => new Promise((then) => requestAnimationFrame(() => setTimeout(then))))
  found.check.push(Date.now() - from)
  await first.waitForTimeout(300)
  found.keystroke.push(...(await first.evaluate(() => window.keys)))
}
while (found.keystroke.length < rounds * 7) found.keystroke.push(16) // shorter ones are not told apart

/** A list of a thousand rows, from the answer to the last row on the screen. */
const row = {
  version: 1,
  status: 'drafted',
  status_name: '草稿',
  stage_name: '拟稿',
  kind_name: '通知',
  actions: [],
  drafter: { id: 'a', name: '陈晓东' },
}
const items = Array.from({ length: 1000 }, (_, at) => ({
  ...row,
  id: `row${at}`,
  title: `关于做好第${at}项工作的通知`,
  updated_at: '2026-11-01T00:00:00Z',
}))
await first.route('**/api/v1/documents?*', (route) => route.fulfill({ json: { items, next: null } }))
for (let round = 0; round < rounds; round += 1) {
  await first.goto(`${base}/console/me`)
  await first.getByRole('heading', { name: '我的' }).waitFor()
  const link = first.getByRole('navigation').getByRole('link', { name: '发文' })
  const took = await link.evaluate(async (at) => {
    const from = performance.now()
    at.click()
    while (document.querySelectorAll('main .list > li').length < 1000) await new Promise((then) => requestAnimationFrame(then))
    await new Promise((then) => requestAnimationFrame(() => setTimeout(then)))
    return performance.now() - from
  })
  found.list.push(took)
}
await browser.close()
console.log(JSON.stringify(found))

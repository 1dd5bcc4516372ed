// A session that ends elsewhere: said at the door, led back only for its owner, nothing of theirs left behind that the server has;
// and a system that cannot be reached is not mistaken for a session that is over.
// node e2e/sessions.mjs URL PASSWORD
import assert from 'node:assert/strict'
import { base, enter, expected, finish, fit, signIn } from './browser.mjs'

expected.push(/401/, /503/, /me\/stream/)
const left = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('typed:')))
const page = await signIn('east.clerk', 1440, '/documents/new')
const context = page.context()
await page.getByRole('textbox', { name: '标题' }).fill('关于会话的通知')
await page.getByRole('textbox', { name: '正文' }).pressSequentially('服务器已有的文字。')
await page.getByText('已自动保存').waitFor()
await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('typed:') && JSON.parse(localStorage[key]).sent))
assert.equal((await left(page)).length, 1, 'what is typed is kept on the machine while its owner works')

await context.clearCookies()
await page.getByRole('navigation').getByRole('link', { name: '收文', exact: true }).click()
await page.getByRole('alert').getByText('登录已到期，请重新登录').waitFor()
assert.deepEqual(await left(page), [], 'what the server has is gone from the machine as the session ends')
await fit(page, 'the sign-in page after a session ended')
await page.reload()
await page.getByRole('alert').getByText('登录已到期，请重新登录').waitFor()
await enter(page, 'east.director')
await page.getByRole('heading', { name: '待办', exact: true }).waitFor()
assert.match(page.url(), /\/console\/todo$/, 'another person is not led to the page of the one before')

await page.goto(`${base}/console/meetings/free`)
await page.getByRole('heading', { name: '找共同空闲' }).waitFor()
await context.clearCookies()
await page.reload()
await page.getByRole('alert').getByText('登录已到期').waitFor()
await enter(page, 'east.director')
await page.getByRole('heading', { name: '找共同空闲' }).waitFor()

await page.route('**/sessions/current/token', (route) => route.fulfill({ status: 503, json: { code: 'busy', detail: '忙' } }))
await page.reload()
await page.getByRole('alert').getByText('系统暂时连接不上').waitFor()
await fit(page, 'a system that cannot be reached')
assert.equal(await page.getByLabel('用户名').count(), 0, 'nobody is asked to sign in anew')
await page.unroute('**/sessions/current/token')
await page.getByRole('button', { name: '重试' }).click()
await page.getByRole('heading', { name: '找共同空闲' }).waitFor()

await page.route('**/sessions/current/token', (route) => route.abort())
expected.push(/ERR_FAILED/)
await page.reload()
await page.getByRole('alert').getByText('系统暂时连接不上').waitFor()
await page.unroute('**/sessions/current/token')
await page.getByRole('heading', { name: '找共同空闲' }).waitFor() // it asks again by itself

const owner = await signIn('east.clerk', 1440, '/documents/new')
await owner.getByRole('button', { name: '恢复' }).first().click()
await owner.getByText('服务器已有的文字。').waitFor()

// Two tabs of one browser: as the second signs in somebody else, the first stops and nothing is written in the wrong name.
await owner.getByText('已自动保存').waitFor()
const second = await owner.context().newPage()
await second.goto(`${base}/console/sign-in`)
await second.getByText('本浏览器已由').waitFor()
await second.getByLabel('用户名').waitFor()
await enter(second, 'east.leader')
await second.getByRole('heading', { name: '待办', exact: true }).waitFor()
await owner.getByRole('alert').getByText('本浏览器已由另一人登录').waitFor()
await fit(owner, 'a tab whose person changed')
const kept = await second.evaluate(async () => (await (await fetch('/api/v1/me/autosaves')).json()).items)
assert.deepEqual(
  kept.filter((each) => !each.id.startsWith('step-')),
  [],
  'the leader has no draft',
)
const wrong = await second.evaluate(async () => (await fetch('/api/v1/me', { headers: { 'X-Tongban-Person': 'nobody' } })).json())
assert.equal(wrong.code, 'person_changed')
await owner.getByRole('button', { name: '由现在的使用人继续' }).click()
await owner.getByRole('heading', { name: '待办', exact: true }).waitFor()
await finish('the story was told')

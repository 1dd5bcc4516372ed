// One search over documents, meetings and supervised matters, narrowed by tabs, that leads to what it found.
// node e2e/search.mjs URL PASSWORD WORD: a word that a document, a meeting and a matter of east.director have.
import assert from 'node:assert/strict'
import { finish, fitBoth, more, signIn } from './browser.mjs'

const [word] = more
const page = await signIn('east.director')
await page.getByRole('link', { name: /查公文、会议、事项/ }).click()
await page.getByRole('searchbox', { name: '字词或者文号' }).fill(word)
await page.keyboard.press('Enter')
const found = page.getByRole('list', { name: '查找结果' }).getByRole('listitem')
const tabs = page.getByRole('group', { name: '范围' })
for (const name of ['发文', '会议', '督办事项'])
  await found
    .filter({ hasText: `${name} · ` })
    .first()
    .waitFor()
await page
  .getByRole('status')
  .filter({ hasText: /^(找到|已列出)\d+件/ })
  .waitFor()
assert.ok((await found.locator('mark').allInnerTexts()).includes(word), 'the word is marked')
await fitBoth(page, 'search')
for (const [tab, name] of [
  ['公文', '发文'],
  ['会议', '会议'],
  ['督办事项', '督办事项'],
]) {
  await tabs.getByRole('link', { name: tab, exact: true }).click()
  await found
    .filter({ hasNotText: `${name} · ` })
    .first()
    .waitFor({ state: 'detached' })
  await found
    .filter({ hasText: `${name} · ` })
    .first()
    .waitFor()
}
await page.reload() // a tab is an address
await found.filter({ hasText: '督办事项 · ' }).first().getByRole('link').click()
await page.waitForURL(/\/tasks\//)
await page.goBack()

await page.route('**/api/v1/search?*', async (route) => {
  const answer = await (await route.fetch()).json()
  const items = answer.items.filter((each) => each.type !== 'meeting')
  await route.fulfill({ json: { ...answer, items, unavailable: [{ service: 'meetings', label: '会议' }] } })
})
await tabs.getByRole('link', { name: '全部', exact: true }).click()
await page.getByText('会议暂时查不到，其他照常列出').waitFor()
await found.filter({ hasText: '督办事项 · ' }).first().waitFor()
await page.context().close()

const stranger = await signIn('west.director', 1440, `/search?q=${encodeURIComponent(word)}&scope=tasks`)
await stranger.getByText('未找到，请减少字词或者核对文号').waitFor()
await finish('the story was told')

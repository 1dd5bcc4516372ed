// 待办: several signed at once with each outcome, a stock phrase, a row that stays still while one types, marks of reading.
// node e2e/inbox.mjs URL PASSWORD TITLES…: three documents that wait for east.leader to sign, the third withdrawn meanwhile.
import assert from 'node:assert/strict'
import { finish, expected, fitBoth, more, signIn } from './browser.mjs'

const [first, second, gone] = more
expected.push(/40[349]/, /412/)
const page = await signIn('east.leader')
const row = (title) => page.getByRole('listitem').filter({ hasText: title })
await row(first).waitFor()
await page.getByText('● 实时').waitFor()
await fitBoth(page, 'inbox')

await row(first).getByRole('button', { name: '签发', exact: true }).click()
const form = row(first).getByRole('form', { name: '签发' })
await form.getByRole('textbox', { name: '意见' }).fill('同意')
await form.getByRole('button', { name: '存为常用语' }).click()
await form.getByRole('group', { name: '常用语' }).getByRole('button', { name: '同意', exact: true }).waitFor()
const clerk = await signIn('east.clerk')
await clerk.getByRole('button', { name: '退出' }).waitFor()
await step(clerk, gone, 'withdraw')
await page.getByText('列表有变动').waitFor({ timeout: 5_000 })
assert.equal(await form.getByRole('textbox', { name: '意见' }).inputValue(), '同意', 'what is typed stays')
await row(gone).waitFor()
// Another row that is opened and closed meanwhile does not set the list free.
await row(second).getByRole('button', { name: '签发', exact: true }).click()
await row(second).getByRole('button', { name: '返回' }).click()
await page.getByText('列表有变动').waitFor()
await row(gone).waitFor()
await form.getByRole('button', { name: '返回' }).click()
await row(gone).waitFor({ state: 'detached' })

await page.getByRole('checkbox', { name: `选择：${first}` }).check()
await page.getByRole('checkbox', { name: `选择：${second}` }).check()
await page.getByRole('button', { name: '签发（2）' }).click()
await step(clerk, second, 'withdraw')
const batch = page.getByRole('form', { name: '批量签发' })
await fitBoth(page, 'inbox several')
await batch.getByRole('button', { name: '同意', exact: true }).click()
await batch.getByRole('button', { name: '签发', exact: true }).click()
const outcomes = page.getByRole('region', { name: '办理结果' })
await outcomes.getByText(`${first}：已签发`).waitFor()
assert.equal(await outcomes.getByRole('listitem').filter({ hasText: '✕' }).count(), 1, 'the other is refused by itself')
await fitBoth(page, 'inbox outcomes')
await page.getByRole('group', { name: '事项' }).getByRole('link', { name: '已办' }).click()
await page.getByRole('link', { name: first }).waitFor()

// While the live line is down the screen says so; it comes again by itself.
await page.route('**/api/v1/me/stream', (route) => route.abort('connectionreset'))
await page.reload()
await page.getByText('○ 定时更新').waitFor()
await page.unroute('**/api/v1/me/stream')
await page.getByText('● 实时').waitFor({ timeout: 30_000 })

await page.route('**/api/v1/me/todo?*', async (route) => {
  const answer = await route.fetch()
  await route.fulfill({ response: answer, json: { ...(await answer.json()), unavailable: [{ service: 'meetings', label: '会议' }] } })
})
await page.getByRole('group', { name: '事项' }).getByRole('link', { name: '待办' }).click()
await page.reload()
await page.getByText('会议事项暂不能显示，其他照常办理').waitFor()
await page.unrouteAll({ behavior: 'ignoreErrors' })
await finish('the story was told')

/** Let the drafter take a step with a document while another looks at it. */
async function step(drafter, title, action) {
  const status = await drafter.evaluate(
    async ([title, action]) => {
      const { items } = await (await fetch(`/api/v1/documents?limit=100&q=${encodeURIComponent(title)}`)).json()
      const path = `/api/v1/documents/${items[0].id}/actions/${action}`
      const headers = {
        'Content-Type': 'application/json',
        'X-Tongban-Csrf': '1',
        'Idempotency-Key': Math.random().toString(36).slice(2) + Date.now(),
      }
      return (await fetch(path, { method: 'POST', headers, body: JSON.stringify({ comment: '情况有变' }) })).status
    },
    [title, action],
  )
  assert.equal(status, 200, `${action} ${title}`)
}

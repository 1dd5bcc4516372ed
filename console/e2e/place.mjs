// A colleague signs in another's place, under a banner; the trail shows both names, and the sheet prints on A4.
// node e2e/place.mjs URL PASSWORD TITLE: a notice that waits for east.leader, who asked east.handler to act.
import assert from 'node:assert/strict'
import { finish, fitBoth, more, signIn } from './browser.mjs'

const [title] = more
const page = await signIn('east.handler')
await page.getByRole('combobox', { name: '代办' }).selectOption({ label: '代林海生办理' })
await page.getByText('正在代林海生办理').waitFor()
await page.reload()
await page.getByText('正在代林海生办理').waitFor() // whose place one took outlives the page
await page.getByRole('link', { name: title }).click()
await page.getByRole('heading', { name: title }).waitFor()
await fitBoth(page, 'in another place')

// What is signed can be read first: its pages, its versions, its files.
for (const [name, file] of [
  ['PDF', /\.pdf$/],
  ['Word', /\.docx$/],
  ['检查表.txt', /^检查表\.txt$/],
]) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()])
  assert.match(download.suggestedFilename(), file)
  assert.equal(await download.failure(), null)
}
await page.getByRole('button', { name: '查看检查表.txt' }).click()
await page.getByAltText('检查表.txt第1页，共1页').waitFor()
await page.getByRole('button', { name: '版面' }).click()
await page.getByAltText('第1页，共1页').waitFor()
await page.getByRole('button', { name: '修改痕迹' }).click()
await page.getByText('第1稿').first().waitFor()
await fitBoth(page, 'what a delegate reads')
await page.getByRole('button', { name: '签发', exact: true }).click()
const form = page.getByRole('form', { name: '签发' })
await form.getByText('成文日期为今日').waitFor()
await form.getByRole('textbox', { name: '意见' }).fill('同意印发')
await form.getByRole('button', { name: '签发', exact: true }).click()
await page.getByText('待复核').first().waitFor()
const address = new URL(page.url()).pathname.replace('/console', '')
await page.getByRole('button', { name: '返回本人事项' }).click()
await page.getByRole('heading', { name: '待办', exact: true }).waitFor()
await page.getByText('正在代林海生办理').waitFor({ state: 'detached' })
await page.context().close()

const clerk = await signIn('east.clerk', 1440, address)
assert.equal(
  await clerk
    .getByRole('list', { name: '办理进度' })
    .locator('[aria-current=step]')
    .innerText()
    .then((words) => words.includes('复核')),
  true,
)
await clerk.getByText('代林海生', { exact: true }).waitFor()
await clerk.getByRole('button', { name: '修改痕迹' }).click()
await clerk.getByText('第1稿').first().waitFor()
await fitBoth(clerk, 'versions')
await clerk.getByRole('link', { name: '发文稿纸' }).click()
await clerk.getByText('同意印发').waitFor()
await clerk.getByText('代林海生').first().waitFor()
await fitBoth(clerk, 'opinion sheet')
const printed = (await clerk.pdf({ preferCSSPageSize: true })).toString('latin1')
assert.match(printed, /MediaBox\s*\[\s*0 0 59[45]\S* 84[12]/, 'it prints on A4')
assert.equal(printed.match(/\/Type\s*\/Page\b/g).length, 1, 'on one page')
await finish('the story was told')

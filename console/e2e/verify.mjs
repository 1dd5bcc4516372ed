// A file is verified by somebody without an account, chosen and dropped; nothing of the person or the file's name goes along.
// node e2e/verify.mjs URL PASSWORD ISSUED_FILE
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { base, browser, complaints, finish, fit, fitBoth } from './browser.mjs'

const [file] = process.argv.slice(4)
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
page.setDefaultTimeout(20_000)
page.on('console', (message) => message.type() === 'error' && !/40[13]|429/.test(message.text()) && complaints.push(message.text()))
page.on('pageerror', (error) => complaints.push(error.message))

await page.goto(`${base}/console/sign-in`)
await page.getByRole('link', { name: '验真' }).click()
await page.getByRole('heading', { name: '验真' }).waitFor()
await fitBoth(page, 'verification')

const sent = page.waitForRequest((request) => request.url().endsWith('/verifications') && request.method() === 'POST')
await page.setInputFiles('input[type=file]', file)
const asked = await sent
await page.getByRole('heading', { name: '与印发文本一致' }).waitFor()
assert.ok(!asked.url().includes('?') && (await asked.allHeaders()).authorization === undefined, 'only the file is sent')
await page.getByText('发文字号').waitFor()
assert.equal(await page.getByText('不是电子印章').count(), 0, 'nothing is said of a seal where none was applied')
assert.equal(await page.evaluate(() => document.activeElement?.className.includes('finding')), true, 'the finding has the focus')
await fitBoth(page, 'a finding')

const bytes = [...readFileSync(file), 10]
const carried = await page.evaluateHandle((content) => {
  const data = new DataTransfer()
  data.items.add(new File([new Uint8Array(content)], '改过.pdf', { type: 'application/pdf' }))
  return data
}, bytes)
await page.dispatchEvent('.drop', 'drop', { dataTransfer: carried })
await page.getByRole('heading', { name: '已被改动' }).waitFor()
assert.equal(await page.getByText('发文字号').count(), 0, 'a document is named only to who has its issued file')
await page.setInputFiles('input[type=file]', { name: '空.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) })
await page.getByRole('alert').getByText('空').waitFor()
await fit(page, 'a refusal')

// The licences of what is shipped are for everybody too.
await page.goto(`${base}/console/licences`)
await page.getByRole('list', { name: '开源软件' }).waitFor()
await fitBoth(page, 'licences')
await page.getByRole('link', { name: '登录' }).waitFor()

// Who guesses passwords is told how long the account stays shut, in words.
await page.goto(`${base}/console/sign-in`)
const alert = page.getByRole('alert')
for (let guess = 0; guess < 8 && !/请\d+分钟后再试/.test(await alert.allTextContents().then((said) => said.join())); guess += 1) {
  const answer = page.waitForResponse((each) => each.url().endsWith('/api/v1/sessions'))
  await page.getByLabel('用户名').fill('north.clerk')
  await page.getByLabel('密码').fill(`guess ${guess}`)
  await page.getByRole('button', { name: '登录' }).click()
  await (await answer).finished()
  await alert.waitFor()
}
assert.match((await alert.allTextContents()).join(), /连续多次没有成功，请\d+分钟后再试/)
await fitBoth(page, 'a shut account')
await finish('verified without an account')

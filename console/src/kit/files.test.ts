import { afterEach, expect, it, vi } from 'vitest'
import { place } from '../api/place'
import { fetchFile, misnamed } from './files'

afterEach(() => {
  place.value = null
  vi.unstubAllGlobals()
})
it('fetches a file in the name of the person one acts for, under the name that the server gives it', async () => {
  place.value = { id: 'east.leader', name: '林海生', until: null }
  const asked = vi.fn(() =>
    Promise.resolve(new Response('x', { headers: { 'Content-Disposition': "attachment; filename*=UTF-8''%E6%A3%80%E6%9F%A5%E8%A1%A8.txt" } })),
  )
  vi.stubGlobal('fetch', asked)

  const file = await fetchFile('/api/v1/documents/d1/attachments/a1')

  expect(asked.mock.calls[0]).toMatchObject(['/api/v1/documents/d1/attachments/a1', { headers: { 'In-Place-Of': 'east.leader' } }])
  expect(file.name).toBe('检查表.txt')
  expect(await file.blob.text()).toBe('x')
})
it('says why a file is not given', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ code: 'not_found', detail: '未找到该件' }, { status: 404 })))

  await expect(fetchFile('/api/v1/documents/d1/rendition.pdf')).rejects.toThrow('未找到该件')
})
it('refuses text that is called a Word file or a sheet, and leaves other files to the server', async () => {
  expect(await misnamed(new File(['乱七八糟'], '通知.docx'))).toContain('不是Word文档')
  expect(await misnamed(new File(['a: 1'], '人员.XLSX'))).toContain('不是表格文件')
  expect(await misnamed(new File([], '空.docx'))).toContain('不是Word文档')
  expect(await misnamed(new File(['PK\u0003\u0004…'], '通知.docx'))).toBe('')
  expect(await misnamed(new File(['a: 1'], '人员.yaml'))).toBe('')
})

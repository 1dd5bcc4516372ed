// The arithmetic of a secret vote against vectors that the Python client and the office's own key made.
import { expect, test } from 'vitest'
import { blinded, encode, newPaper, receiptOf, unblinded, type Paper } from './paper'
import { hex, sha256, sha384, unhex } from './sha384'
import vectors from './vectors.test.json'

test.each(vectors.hashes)('hashes a message of any length as the standard does', ({ message, sha384: long, sha256: short }) => {
  expect(hex(sha384(unhex(message)))).toBe(long)
  expect(hex(sha256(unhex(message)))).toBe(short)
})
test.each(vectors.papers)('a paper is blinded, unblinded and receipted as the reference does', (vector) => {
  const paper: Paper = { token: vector.token, blinder: vector.blinder, key: vector.key }

  expect(encode(unhex(vector.token), BigInt(`0x${vector.key.modulus}`).toString(2).length - 1).toString(16)).toBe(vector.encoded)
  expect(blinded(paper)).toBe(vector.blinded)
  expect(unblinded(paper, vector.signature)).toBe(vector.unblinded)
  expect(receiptOf(vector.token)).toBe(vector.receipt)
})
test('a signature that is none of this paper is refused', () => {
  const [one, other] = vectors.papers
  if (!one || !other) throw new Error('two vectors are needed')

  expect(() => unblinded({ token: one.token, blinder: one.blinder, key: one.key }, other.signature)).toThrow('重新领票')
})
test('two papers are never alike', () => {
  const key = vectors.papers[0]?.key
  if (!key) throw new Error('a vector is needed')

  const papers = [newPaper(key), newPaper(key)]

  expect(new Set(papers.map((each) => each.token)).size).toBe(2)
  expect(new Set(papers.map((each) => blinded(each))).size).toBe(2)
})

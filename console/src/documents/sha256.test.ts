import { expect, test } from 'vitest'
import { hex } from '../votes/sha384'
import vectors from '../votes/vectors.test.json'
import { digestHeader, Sha256 } from './sha256'

const bytes = (length: number) => Uint8Array.from({ length }, (_, place) => (place * 7) % 256)
const unhex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))

test.each(vectors.hashes)('hashes a message of any length as the standard does', ({ message, sha256 }) => {
  const print = new Sha256()
  print.update(unhex(message))
  expect(hex(print.digest())).toBe(sha256)
})
test('a file in pieces has the digest of the whole, and a digest on the way changes nothing', async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 200_000]) {
    const print = new Sha256()
    const whole = bytes(length)
    for (let from = 0; from < length; from += 777) {
      print.update(whole.subarray(from, from + 777))
      print.digest()
    }
    expect(hex(print.digest())).toBe(hex(new Uint8Array(await crypto.subtle.digest('SHA-256', whole))))
  }
})
test('a digest is written as RFC 9530 has it', () => {
  expect(digestHeader(new Sha256().digest())).toBe('sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:')
})

// The paper of a secret vote: made and blinded here, signed by the office unseen, unblinded here (RFC 9474, RSABSSA-SHA384-PSSZERO-Deterministic).
import { bytesOf, hex, numberOf, sha256, sha384, unhex } from './sha384'

export interface BlindKey {
  modulus: string
  exponent: string
}
export interface Paper {
  token: string
  blinder: string
  key: BlindKey
}
const LENGTH = 48

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let found = 1n
  for (let square = base % modulus, left = exponent; left > 0n; left >>= 1n, square = (square * square) % modulus)
    if (left & 1n) found = (found * square) % modulus
  return found
}
/** Find the inverse, or null where there is none. */
function inverse(value: bigint, modulus: bigint): bigint | null {
  let [old, rest, first, second] = [value % modulus, modulus, 1n, 0n]
  while (rest) {
    const times = old / rest
    ;[old, rest] = [rest, old - times * rest]
    ;[first, second] = [second, first - times * second]
  }
  return old === 1n ? ((first % modulus) + modulus) % modulus : null
}
/** EMSA-PSS-ENCODE of RFC 8017, section 9.1.1, without salt. */
export function encode(message: Uint8Array, bits: number): bigint {
  const size = Math.ceil(bits / 8)
  const hashed = sha384(Uint8Array.from([...new Uint8Array(8), ...sha384(message)]))
  const masked = new Uint8Array(size - LENGTH - 1)
  masked[masked.length - 1] = 1
  for (let number = 0; number * LENGTH < masked.length; number++) {
    const mask = sha384(Uint8Array.from([...hashed, ...bytesOf(BigInt(number), 4)]))
    for (let place = 0; place < LENGTH && number * LENGTH + place < masked.length; place++) {
      const at = number * LENGTH + place
      masked[at] = (masked[at] ?? 0) ^ (mask[place] ?? 0)
    }
  }
  masked[0] = (masked[0] ?? 0) & (0xff >> (8 * size - bits))
  return numberOf(Uint8Array.from([...masked, ...hashed, 0xbc]))
}
/** Make a paper that nobody else knows; random bytes come from outside, so that a test can say them. */
export function newPaper(key: BlindKey, random = (count: number) => crypto.getRandomValues(new Uint8Array(count))): Paper {
  const modulus = BigInt(`0x${key.modulus}`)
  const token = hex(random(32))
  for (;;) {
    const blinder = numberOf(random(bytesIn(modulus)))
    if (blinder > 1n && blinder < modulus && inverse(blinder, modulus) !== null) return { token, blinder: blinder.toString(16), key }
  }
}
const bitsIn = (modulus: bigint) => modulus.toString(2).length
const bytesIn = (modulus: bigint) => Math.ceil(bitsIn(modulus) / 8)

/** What the office signs without learning the token. */
export function blinded(paper: Paper): string {
  const modulus = BigInt(`0x${paper.key.modulus}`)
  const encoded = encode(unhex(paper.token), bitsIn(modulus) - 1)
  return ((encoded * power(BigInt(`0x${paper.blinder}`), BigInt(`0x${paper.key.exponent}`), modulus)) % modulus).toString(16)
}
/** Take the blinding off the office's signature; throw where the office did not sign this paper. */
export function unblinded(paper: Paper, signature: string): string {
  const modulus = BigInt(`0x${paper.key.modulus}`)
  const found = (BigInt(`0x${signature}`) * (inverse(BigInt(`0x${paper.blinder}`), modulus) ?? 0n)) % modulus
  if (power(found, BigInt(`0x${paper.key.exponent}`), modulus) !== encode(unhex(paper.token), bitsIn(modulus) - 1))
    throw new Error('选票的签名不对，请重新领票；仍不对请告知主持人')
  return found.toString(16).padStart(2 * bytesIn(modulus), '0')
}
/** The code under which the ballot is published; only who holds the token can make it. */
export function receiptOf(token: string): string {
  return hex(sha256(unhex(token))).slice(0, 32)
}

// SHA-384 and SHA-256 in script (FIPS 180-4): a page without TLS has no crypto.subtle.

/** Constants are the fractions of cube and square roots of primes; computed exactly, so that no table can be mistyped. */
function primes(count: number): bigint[] {
  const found: bigint[] = []
  for (let each = 2n; found.length < count; each++) if (found.every((prime) => each % prime)) found.push(each)
  return found
}
function root(value: bigint, power: bigint): bigint {
  let low = 0n
  let high = 1n << (BigInt(value.toString(2).length) / power + 1n)
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle ** power <= value) low = middle
    else high = middle
  }
  return low
}
const WORD = (1n << 64n) - 1n
const fraction = (prime: bigint, power: bigint) => root(prime << (64n * power), power) & WORD
const CUBES = primes(80).map((prime) => fraction(prime, 3n))
const SQUARES = primes(16).map((prime) => fraction(prime, 2n))

interface Sizes {
  bits: bigint
  rounds: number
  big: number[]
  small: number[]
}
const WIDE: Sizes = { bits: 64n, rounds: 80, big: [28, 34, 39, 14, 18, 41], small: [1, 8, 7, 19, 61, 6] }
const NARROW: Sizes = { bits: 32n, rounds: 64, big: [2, 13, 22, 6, 11, 25], small: [7, 18, 3, 17, 19, 10] }

function digest(message: Uint8Array, sizes: Sizes, start: bigint[], bytes: number): Uint8Array {
  const { bits, rounds } = sizes
  const full = (1n << bits) - 1n
  const width = Number(bits) / 8
  const block = width * 16
  const turn = (word: bigint, by: number | undefined) => ((word >> BigInt(by ?? 0)) | (word << (bits - BigInt(by ?? 0)))) & full
  const shift = (word: bigint, by: number | undefined) => word >> BigInt(by ?? 0)
  const [b0, b1, b2, b3, b4, b5] = sizes.big
  const [s0, s1, s2, s3, s4, s5] = sizes.small
  const padded = new Uint8Array(Math.ceil((message.length + 1 + 2 * width) / block) * block)
  padded.set(message)
  padded[message.length] = 0x80
  for (let place = 0, length = message.length * 8; length > 0; place++, length = Math.floor(length / 256))
    padded[padded.length - 1 - place] = length % 256
  const keys = CUBES.map((each) => each >> (64n - bits))
  let state = start
  for (let from = 0; from < padded.length; from += block) {
    const words: bigint[] = []
    for (let place = 0; place < rounds; place++) {
      if (place < 16) {
        words.push(numberOf(padded.subarray(from + place * width, from + (place + 1) * width)))
        continue
      }
      const early = words[place - 15] as bigint
      const late = words[place - 2] as bigint
      words.push(
        ((words[place - 16] as bigint) +
          (turn(early, s0) ^ turn(early, s1) ^ shift(early, s2)) +
          (words[place - 7] as bigint) +
          (turn(late, s3) ^ turn(late, s4) ^ shift(late, s5))) &
          full,
      )
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
    for (let place = 0; place < rounds; place++) {
      const first = h + (turn(e, b3) ^ turn(e, b4) ^ turn(e, b5)) + ((e & f) ^ ((e ^ full) & g)) + (keys[place] as bigint) + (words[place] as bigint)
      const second = (turn(a, b0) ^ turn(a, b1) ^ turn(a, b2)) + ((a & b) ^ (a & c) ^ (b & c))
      h = g
      g = f
      f = e
      e = (d + first) & full
      d = c
      c = b
      b = a
      a = (first + second) & full
    }
    state = [a, b, c, d, e, f, g, h].map((each, place) => (each + (state[place] as bigint)) & full)
  }
  return bytesOf(
    state.reduce((all, each) => (all << bits) | each, 0n),
    width * 8,
  ).subarray(0, bytes)
}
/** Read bytes as one number, the first byte the highest. */
export function numberOf(bytes: Uint8Array): bigint {
  return bytes.length ? BigInt(`0x${hex(bytes)}`) : 0n
}
/** Write a number into so many bytes. */
export function bytesOf(value: bigint, size: number): Uint8Array {
  return unhex(value.toString(16).padStart(size * 2, '0'))
}
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (each) => each.toString(16).padStart(2, '0')).join('')
}
export function unhex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))
}
export function sha384(message: Uint8Array): Uint8Array {
  return digest(message, WIDE, SQUARES.slice(8), 48)
}
export function sha256(message: Uint8Array): Uint8Array {
  return digest(
    message,
    NARROW,
    SQUARES.slice(0, 8).map((each) => each >> 32n),
    32,
  )
}

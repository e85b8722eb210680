// Resumable uploads with an independent client, tus-js-client. Needs Node 20 and the package beside the working folder.
//   RELIQUARY_URL=http://127.0.0.1:PORT RELIQUARY_TOKEN=… node tus.mjs
// The archive must be one for tests: a relic of the code TUS is made in it.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import http from 'node:http'

const require = createRequire(process.cwd() + '/')
const tus = require('tus-js-client')

const site = process.env.RELIQUARY_URL
const bearer = { Authorization: `Bearer ${process.env.RELIQUARY_TOKEN}` }
const endpoint = `${site}/api/v1/uploads`
const MIB = 1 << 20

// A text that no other run has sent: it is taken whatever it says.
function text(bytes) {
  return Buffer.from(randomBytes(Math.ceil(bytes / 2)).toString('hex').slice(0, bytes))
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

function send(bytes, options) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(bytes, {
      endpoint,
      headers: bearer,
      chunkSize: MIB,
      retryDelays: [100, 500, 1000],
      metadata: { filename: 'Đình “thử”.txt', relic: 'TUS', title: 'Tệp thử', alt_text: 'Một tệp thử' },
      onSuccess: (payload) => resolve({ upload, last: payload.lastResponse }),
      onError: reject,
      ...options,
    })
    options?.started?.(upload)
    upload.start()
  })
}

async function asked(method, address, headers = {}, body = undefined) {
  const url = address.startsWith('http') ? address : site + address
  return fetch(url, { method, headers: { ...bearer, 'Tus-Resumable': '1.0.0', ...headers }, body })
}

async function asset(location) {
  const answer = await asked('GET', location)
  assert.equal(answer.status, 200)
  return answer.json()
}

async function announce(length) {
  const answer = await asked('POST', endpoint, { 'Upload-Length': String(length) })
  assert.equal(answer.status, 201)
  return answer.headers.get('location')
}

const tests = {
  async 'a file arrives whole and is durable when the last piece is answered'() {
    const bytes = text(3 * MIB + 17)
    const { last } = await send(bytes)
    const kept = await asset(last.getHeader('Location'))
    assert.equal(kept.sha256, sha256(bytes))
    assert.equal(kept.bytes, bytes.length)
    assert.equal(kept.files[0].name, 'Đình “thử”.txt')
    assert.equal(kept.title.vi.text, 'Tệp thử')
  },

  async 'an upload that was stopped goes on where it was'() {
    const bytes = text(4 * MIB)
    const address = await new Promise((resolve, reject) => {
      send(bytes, {
        started: (upload) => {
          upload.options.onChunkComplete = async (size, accepted) => {
            if (accepted === 2 * MIB) {
              await upload.abort()
              resolve(upload.url)
            }
          }
        },
      }).then(() => reject(new Error('it was not stopped')), reject)
    })
    const offset = Number((await asked('HEAD', address)).headers.get('upload-offset'))
    assert.ok(offset >= 2 * MIB && offset < bytes.length, `stopped at ${offset}`)
    const { last } = await send(bytes, { uploadUrl: address })
    assert.equal((await asset(last.getHeader('Location'))).sha256, sha256(bytes))
  },

  async 'a line cut in the middle of a piece costs at most that piece'() {
    const bytes = text(3 * MIB)
    const address = await announce(bytes.length)
    await new Promise((resolve) => {
      const headers = {
        ...bearer,
        'Tus-Resumable': '1.0.0',
        'Upload-Offset': '0',
        'Content-Type': 'application/offset+octet-stream',
        'Content-Length': bytes.length,
      }
      const request = http.request(site + address, { method: 'PATCH', headers }, () => {})
      request.on('error', () => {})
      request.on('close', resolve)
      request.write(bytes.subarray(0, 2 * MIB), () => setTimeout(() => request.destroy(), 300))
    })
    let offset = 0
    for (let tries = 0; tries < 50 && offset === 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      offset = Number((await asked('HEAD', address)).headers.get('upload-offset'))
    }
    assert.ok(offset > 0 && offset <= 2 * MIB, `kept ${offset}`)
    const { last } = await send(bytes, { uploadUrl: site + address })
    assert.equal((await asset(last.getHeader('Location'))).sha256, sha256(bytes))
  },

  async 'a wrong checksum is answered with 460 and keeps nothing'() {
    const bytes = text(1000)
    const address = await announce(bytes.length)
    const kind = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0' }
    const sum = (name, of) => `${name} ${createHash(name).update(of).digest('base64')}`
    const wrong = await asked('PATCH', address, { ...kind, 'Upload-Checksum': sum('sha1', 'another text') }, bytes)
    assert.equal(wrong.status, 460)
    assert.equal((await asked('HEAD', address)).headers.get('upload-offset'), '0')
    const unknown = await asked('PATCH', address, { ...kind, 'Upload-Checksum': 'md5 AAAA' }, bytes)
    assert.equal(unknown.status, 400)
    const half = bytes.subarray(0, 400)
    const first = await asked('PATCH', address, { ...kind, 'Upload-Checksum': sum('sha1', half) }, half)
    assert.equal(first.status, 204)
    assert.equal(first.headers.get('upload-offset'), '400')
    const rest = bytes.subarray(400)
    const again = { ...kind, 'Upload-Offset': '0' }
    assert.equal((await asked('PATCH', address, again, rest)).status, 409)
    const last = await asked('PATCH', address, { ...kind, 'Upload-Offset': '400', 'Upload-Checksum': sum('sha256', rest) }, rest)
    assert.equal(last.status, 204)
    assert.equal((await asset(last.headers.get('location'))).sha256, sha256(bytes))
    const later = await asked('HEAD', address)
    assert.equal(later.status, 200)
    assert.equal(later.headers.get('location'), last.headers.get('location'))
    assert.equal(later.headers.get('upload-offset'), '1000')
  },

  async 'the same bytes are the same asset'() {
    const bytes = text(5000)
    const one = await send(bytes)
    const two = await send(bytes)
    assert.equal(two.last.getHeader('Location'), one.last.getHeader('Location'))
    assert.equal(two.last.getHeader('Asset-Duplicate'), 'true')
  },

  async 'an upload that is given up is gone'() {
    const address = await announce(2 * MIB)
    assert.equal((await asked('DELETE', address)).status, 204)
    assert.equal((await asked('HEAD', address)).status, 404)
    assert.equal((await asked('DELETE', address)).status, 404)
  },

  async 'what cannot be is refused before a byte is read'() {
    const options = await asked('OPTIONS', endpoint)
    assert.equal(options.status, 204)
    assert.match(options.headers.get('tus-extension'), /creation.*checksum.*termination|creation/)
    const large = String(Number(options.headers.get('tus-max-size')) + 1)
    assert.equal((await asked('POST', endpoint, { 'Upload-Length': large })).status, 413)
    assert.equal((await asked('POST', endpoint, { 'Upload-Length': 'x' })).status, 400)
    assert.equal((await asked('POST', endpoint, { 'Upload-Length': '0' })).status, 422)
    assert.equal((await asked('POST', endpoint, { 'Upload-Length': '5', 'Tus-Resumable': '0.2.2' })).status, 412)
    const nowhere = `relic ${Buffer.from('NOSUCH').toString('base64')}`
    assert.equal((await asked('POST', endpoint, { 'Upload-Length': '5', 'Upload-Metadata': nowhere })).status, 404)
  },
}

const made = await asked('POST', '/api/v1/relics', { 'Content-Type': 'application/json' }, JSON.stringify({ code: 'TUS', name: { vi: 'Di tích thử' } }))
assert.ok([201, 409].includes(made.status), `the relic: ${made.status}`)
let failed = 0
for (const [name, test] of Object.entries(tests)) {
  try {
    await test()
    console.log(`ok      ${name}`)
  } catch (error) {
    failed += 1
    console.log(`FAILED  ${name}\n        ${error.stack}`)
  }
}
process.exitCode = failed ? 1 : 0

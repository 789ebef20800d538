import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  type Predicate,
  signOffDigest,
  signOffState,
  type SignOffQuestion,
  type SignOffState,
} from '../../../packages/core/src/signoff/index.ts'
import { boundPlan, hour, hoursLater, KeyRing, requirement, signed } from './support.ts'

const ring = new KeyRing()
after(() => ring[Symbol.dispose]())
const keys = { alice: ring.make('alice'), bob: ring.make('bob'), eve: ring.make('eve') }
const allowedSigners = ring.line('alice@example.com', keys.alice) + ring.line('bob@example.com', keys.bob)
const roles = { owner: ['alice@example.com', 'bob@example.com'], dba: ['bob@example.com'], auditor: ['alice@example.com'] }
const bound = boundPlan()

type File = SignOffQuestion['files'][number]

/** Signs as one of the people. */
const by = (who: keyof typeof keys, predicate: Partial<Predicate> = {}, plan = bound) =>
  signed(plan, keys[who], { principal: `${who}@example.com`, ...predicate }, ring.tools)

function ask(files: readonly File[], more: Partial<SignOffQuestion> = {}): Promise<SignOffState> {
  const usual = {
    bound,
    asked: [{ requirement: requirement(), applies: true }],
    rules: { allowedSigners, roles },
    now: hoursLater(1),
    tools: ring.tools,
  }
  return signOffState({ ...usual, files, ...more })
}

const asking = (...requirements: ReturnType<typeof requirement>[]) => ({
  asked: requirements.map((one) => ({ requirement: one, applies: true })),
})
const states = ({ requirements }: SignOffState) => requirements.map(({ state }) => state)
const reasons = ({ requirements, others }: SignOffState) =>
  [...requirements.flatMap((one) => one.void), ...others].map(({ reason }) => reason)

test('signOffState() says met, by whom and with which key, when a person in the role signed', async () => {
  const state = await ask([await by('alice')])
  const [only] = state.requirements
  assert.deepEqual([state.ready, only!.state, only!.why], [true, 'met', 'signed by alice@example.com'])
  assert.match(only!.by[0]!.key, /^SHA256:/)
})

test('signOffState() says missing when nobody signed', async () => {
  const state = await ask([])
  assert.deepEqual([state.ready, states(state), state.requirements[0]!.why], [false, ['missing'], '1 more in role "owner" needed'])
})

test('signOffState() says not-needed when the condition does not hold', async () => {
  const state = await ask([], { asked: [{ requirement: requirement({ if: "environment == 'x'" }), applies: false }] })
  assert.deepEqual([state.ready, states(state)], [true, ['not-needed']])
})

const edits: readonly { readonly what: string; readonly parts: { readonly [part: string]: string }; readonly says: string }[] = [
  { what: 'the plan', parts: { plan: 'sha256-v1:1' }, says: 'the plan changed' },
  { what: 'a referenced file', parts: { 'file "sql/a.sql"': 'sha256-v1:1' }, says: 'file "sql/a.sql" changed' },
  { what: 'a signed input', parts: { 'input "size"': 'sha256-v1:1' }, says: 'input "size" changed' },
  { what: 'a connection', parts: { 'connection "databases.crm"': 'sha256-v1:1' }, says: 'connection "databases.crm" was added' },
  { what: 'the version of a plugin', parts: { 'plugin "acme"': 'sha256-v1:1' }, says: 'plugin "acme" was added' },
  {
    what: 'the roles and the engine',
    parts: { 'role "dba"': 'sha256-v1:1', engine: 'sha256-v1:2' },
    says: 'role "dba" was added, engine was added',
  },
]

for (const { what, parts, says } of edits)
  test(`signOffState() says void, and what changed, after an edit of ${what}`, async () => {
    const state = await ask([await by('alice')], { bound: boundPlan({ bindingParts: parts }) })
    assert.deepEqual(
      [state.ready, states(state), reasons(state), state.requirements[0]!.why],
      [false, ['void'], ['changed'], `alice@example.com: ${says}`],
    )
  })

test('signOffState() says once why several sign-offs of a person are void', async () => {
  const earlier = ['1', '2', '3'].map((digest) => boundPlan({ bindingParts: { plan: `sha256-v1:${digest}` } }))
  const state = await ask(await Promise.all(earlier.map((plan) => by('alice', {}, plan))))
  assert.deepEqual([state.requirements[0]!.why, state.requirements[0]!.void.length], ['alice@example.com: the plan changed', 3])
})

test('signOffState() says of the latest of several void sign-offs of a person what changed', async () => {
  const earlier = boundPlan({ bindingParts: { plan: 'sha256-v1:1', 'input "size"': 'sha256-v1:1' } })
  const files = [await by('alice', { signedAt: hoursLater(0.5).toISOString() }, boundPlan({ bindingParts: { plan: 'sha256-v1:2' } }))]
  const state = await ask([
    ...files,
    await by('alice', {}, earlier),
    await by('alice', {}, boundPlan({ environment: 'staging', bindingParts: { environment: 'sha256-v1:s' } })),
  ])
  assert.equal(
    state.requirements[0]!.why,
    'alice@example.com: the plan changed; alice@example.com: it is for environment "staging", not "production"',
  )
})

test('signOffState() takes one sign-off for several environments', async () => {
  const staging = boundPlan({ environment: 'staging', bindingParts: { environment: 'sha256-v1:s' } })
  const both = await signed([staging, bound], keys.alice, {}, ring.tools)
  assert.deepEqual([states(await ask([both])), states(await ask([both], { bound: staging }))], [['met'], ['met']])
})

test('signOffState() says void when the sign-off is for another environment', async () => {
  const staging = boundPlan({ environment: 'staging', bindingParts: { environment: 'sha256-v1:s' } })
  const state = await ask([await by('alice', {}, staging)])
  assert.deepEqual(
    [reasons(state), state.requirements[0]!.why],
    [['other-environment'], 'alice@example.com: it is for environment "staging", not "production"'],
  )
})

const attacks: readonly { readonly what: string; readonly reason: string; readonly file: () => Promise<File> | File }[] = [
  { what: 'a sign-off of another plan', reason: 'other-plan', file: () => by('alice', {}, boundPlan({ name: 'other' })) },
  { what: 'a key that nobody knows', reason: 'signature', file: () => by('eve', { principal: 'alice@example.com' }) },
  { what: 'a key that belongs to somebody else', reason: 'signature', file: () => by('bob', { principal: 'alice@example.com' }) },
  { what: 'a person who is not in the role', reason: 'not-in-role', file: () => by('alice', { role: 'dba' }) },
  { what: 'an edited role', reason: 'signature', file: () => edited(by('alice', { role: 'auditor' }), 'auditor', 'owner') },
  {
    what: 'an edited environment',
    reason: 'signature',
    file: () => edited(by('alice', {}, boundPlan({ environment: 'staging' })), 'staging', 'production'),
  },
  { what: 'white space added to the statement', reason: 'signature', file: () => edited(by('alice'), '\\n}\\n"', '\\n}\\n\\n"') },
  {
    what: 'the signature of another statement',
    reason: 'signature',
    file: () => transplanted(by('alice', { role: 'auditor' }), by('alice')),
  },
  { what: 'a signature made for something else', reason: 'signature', file: () => otherNamespace() },
  { what: 'no signature', reason: 'signature', file: () => replaced(by('alice'), { signature: '' }) },
  {
    what: 'a signature that is garbage',
    reason: 'signature',
    file: () => replaced(by('alice'), { signature: '-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n' }),
  },
  { what: 'a time that is yet to come', reason: 'future', file: () => by('alice', { signedAt: hoursLater(30).toISOString() }) },
  { what: 'its own time over', reason: 'expired', file: () => by('alice', { expires: hoursLater(0.5).toISOString() }) },
  {
    what: 'a principal with a path in it',
    reason: 'malformed',
    file: () => replaced(by('alice'), {}, (text) => text.replace('alice@example.com', '../../../etc/passwd')),
  },
  {
    what: 'a principal that is an option',
    reason: 'malformed',
    file: () => replaced(by('alice'), {}, (text) => text.replace('alice@example.com', '-Oprint-pubkey')),
  },
  {
    what: 'a principal that is a pattern',
    reason: 'malformed',
    file: () => replaced(by('alice'), {}, (text) => text.replace('alice@example.com', '*')),
  },
  {
    what: 'a subject whose digests differ',
    reason: 'malformed',
    file: () => replaced(by('alice'), {}, (text) => text.replace(/"sha256": "[^"]*"/, '"sha256": "00"')),
  },
  {
    what: 'a decision of another kind',
    reason: 'malformed',
    file: () => replaced(by('alice'), {}, (text) => text.replace('"approve"', '"perhaps"')),
  },
  { what: 'a decision that was edited', reason: 'signature', file: () => edited(by('alice', { decision: 'reject' }), 'reject', 'approve') },
  {
    what: 'a file that was not read',
    reason: 'malformed',
    file: () => ({ name: 'x.json', bytes: new Uint8Array(), unread: 'it is a link' }),
  },
  { what: 'a statement that is no statement', reason: 'malformed', file: () => replaced(by('alice'), { statement: '{}' }) },
  { what: 'a statement that is not JSON', reason: 'malformed', file: () => replaced(by('alice'), { statement: '{' }) },
  { what: 'no JSON', reason: 'malformed', file: () => ({ name: 'x.json', bytes: Buffer.from('{') }) },
  { what: 'no UTF-8', reason: 'malformed', file: () => ({ name: 'x.json', bytes: Buffer.from([0x22, 0xff, 0x22]) }) },
  { what: 'null', reason: 'malformed', file: () => ({ name: 'x.json', bytes: Buffer.from('null') }) },
  { what: 'another kind of file', reason: 'malformed', file: () => replaced(by('alice'), { kind: 'Project' }) },
  { what: 'a file that is too large', reason: 'malformed', file: () => replaced(by('alice'), { more: 'x'.repeat(1_100_000) }) },
]

for (const { what, reason, file } of attacks)
  test(`signOffState() counts no sign-off with ${what}`, async () => {
    const requirements = asking(requirement(), requirement({ id: 'dba', role: 'dba' }))
    const state = await ask([await file()], requirements)
    assert.equal(state.ready, false)
    assert.deepEqual(
      state.requirements.flatMap((one) => one.by),
      [],
    )
    assert.deepEqual(reasons(state), [reason])
  })

interface Content {
  readonly statement: string
  readonly signature: string
}

async function contentOf(file: Promise<File>): Promise<{ readonly name: string; readonly content: Content }> {
  const { name, bytes } = await file
  return { name, content: JSON.parse(Buffer.from(bytes).toString()) as Content }
}

async function edited(file: Promise<File>, from: string, to: string): Promise<File> {
  const { name, bytes } = await file
  const text = Buffer.from(bytes).toString()
  assert.ok(text.includes(from))
  return { name, bytes: Buffer.from(text.replaceAll(from, to)) }
}

async function replaced(file: Promise<File>, more: object, change = (text: string) => text): Promise<File> {
  const { name, content } = await contentOf(file)
  return { name, bytes: Buffer.from(JSON.stringify({ ...content, statement: change(content.statement), ...more })) }
}

async function transplanted(from: Promise<File>, to: Promise<File>): Promise<File> {
  const { content } = await contentOf(from)
  return replaced(to, { signature: content.signature })
}

async function otherNamespace(): Promise<File> {
  const { content } = await contentOf(by('alice'))
  const { stdout } = await ring.tools.run('ssh-keygen', ['-Y', 'sign', '-n', 'git', '-f', keys.alice], content.statement)
  return replaced(by('alice'), { signature: stdout })
}

test('signOffState() leaves out sign-offs in roles that nobody asks for', async () => {
  const state = await ask([await by('alice', { role: 'auditor' })])
  assert.deepEqual([states(state), reasons(state)], [['missing'], []])
})

test('signOffState() counts a sign-off only for so long as the requirement allows', async () => {
  const requirements = asking(requirement({ expires: 2 * hour }))
  const file = await by('alice')
  assert.deepEqual(states(await ask([file], { ...requirements, now: hoursLater(2) })), ['met'])
  const late = await ask([file], { ...requirements, now: hoursLater(2.01) })
  assert.deepEqual([states(late), reasons(late)], [['void'], ['expired']])
})

test('signOffState() needs as many people as the count says', async () => {
  const two = asking(requirement({ count: 2 }))
  const [alice, again, bob] = [await by('alice'), await by('alice', { signedAt: hoursLater(0.5).toISOString() }), await by('bob')]
  assert.deepEqual(states(await ask([alice], two)), ['missing'])
  assert.deepEqual(states(await ask([alice, { ...again, name: 'again.json' }], two)), ['missing'])
  assert.deepEqual(states(await ask([alice, { ...alice, name: 'copy.json' }], two)), ['missing'])
  assert.deepEqual(states(await ask([alice, bob], two)), ['met'])
})

test('signOffState() says how many more are needed, and why those that are there do not count', async () => {
  const two = asking(requirement({ count: 2, expires: 2 * hour }))
  const old = { ...(await by('alice')), name: 'old.json' }
  const files = [old, await by('alice', { signedAt: hoursLater(2.5).toISOString() }), await by('bob')]
  const { requirements } = await ask(files, { ...two, now: hoursLater(3) })
  assert.equal(
    requirements[0]!.why,
    `1 more in role "owner" needed: bob@example.com: it was signed at ${hoursLater(0).toISOString()}, longer ago than the requirement allows`,
  )
})

test('signOffState() lets nobody fill two places with distinct, and finds who fills which', async () => {
  const two = asking(requirement(), requirement({ id: 'dba', role: 'dba' }))
  const bobTwice = [await by('bob'), await by('bob', { role: 'dba' })]
  const alone = await ask(bobTwice, two)
  assert.deepEqual(states(alone).toSorted(), ['met', 'missing'])
  assert.match(alone.requirements.find(({ state }) => state === 'missing')!.why, /bob@example.com already fills another place/)
  const together = await ask([...bobTwice, await by('alice')], two)
  assert.deepEqual(
    [together.ready, together.requirements.map((one) => one.by[0]!.principal)],
    [true, ['alice@example.com', 'bob@example.com']],
  )
})

test('signOffState() says of a place that somebody fills another, and also which sign-offs for it do not count', async () => {
  const two = asking(requirement(), requirement({ id: 'dba', role: 'dba' }))
  const stands = await ask([await by('bob'), await by('bob', { role: 'dba' }), await by('eve', { role: 'dba' })], two)
  assert.equal(
    stands.requirements[1]!.why,
    '1 more in role "dba" needed: bob@example.com already fills another place; eve@example.com: the key that signed it is not known as a key of "eve@example.com"',
  )
})

test('signOffState() lets one person fill two places without distinct, but not two of one requirement', async () => {
  const plan = boundPlan({ signOffs: { distinct: false, require: [] } })
  const files = [await by('bob', {}, plan), await by('bob', { role: 'dba' }, plan)]
  const two = { bound: plan, ...asking(requirement(), requirement({ id: 'dba', role: 'dba' })) }
  assert.deepEqual(states(await ask(files, two)), ['met', 'met'])
  assert.deepEqual(states(await ask(files, { bound: plan, ...asking(requirement({ count: 2 })) })), ['missing'])
})

test('signOffState() takes two names of one key for one person', async () => {
  const rules = { allowedSigners: ring.line('*@example.com', keys.alice), roles }
  const files = [await by('alice'), await signed(bound, keys.alice, { principal: 'bob@example.com' }, ring.tools)]
  assert.deepEqual(states(await ask(files, { rules, ...asking(requirement({ count: 2 })) })), ['missing'])
})

for (const [who, ofAlice, ofBob] of [
  ['of Alice', 'bob@example.com,alice@example.com', 'bob@example.com'],
  ['of Bob', 'alice@example.com', '*@example.com'],
] as const)
  test(`signOffState() takes two names for one person where each signed with another key, and that ${who} has the other name too`, async () => {
    const rules = { allowedSigners: ring.line(ofAlice, keys.alice) + ring.line(ofBob, keys.bob), roles }
    const places = { rules, ...asking(requirement({ count: 2 })) }
    assert.deepEqual(states(await ask([await by('alice'), await by('bob')], places)), ['missing'])
  })

for (const [what, third, state] of [
  ['their keys share a third name, with which nobody signed', ['carol', ''], 'missing'],
  ['that is in a line that no longer counts', ['carol', 'valid-before="20200101Z"'], 'missing'],
  ['that is in quotes, in a line for something else', ['"carol,dave"', 'namespaces="git,file of mine"'], 'missing'],
  ['that is a pattern of names', ['*@example.net', ''], 'met'],
  ['that is what certificates of both may hold', ['carol', 'cert-authority'], 'met'],
] as const)
  test(`signOffState() says ${state} of two who sign where ${what}`, async () => {
    const more = [keys.alice, keys.bob].map((key) => ring.line(third[0], key, third[1])).join('')
    const rules = { allowedSigners: allowedSigners + more, roles }
    const places = { rules, ...asking(requirement({ count: 2 })) }
    assert.deepEqual(states(await ask([await by('alice'), await by('bob')], places)), [state])
  })

test('signOffState() says of a second name of somebody who fills a place whose it is', async () => {
  const rules = { allowedSigners: ring.line('*@example.com', keys.alice), roles }
  const files = [await by('alice'), await signed(bound, keys.alice, { principal: 'bob@example.com' }, ring.tools)]
  const { requirements } = await ask(files, { rules, ...asking(requirement({ count: 2 })) })
  assert.equal(
    requirements[0]!.why,
    '1 more in role "owner" needed: bob@example.com is one person with alice@example.com, as their keys say',
  )
})

const digestOf = ({ bytes }: { readonly bytes: Uint8Array }) => signOffDigest(bytes)
const earlier = (hours: number) => ({ by: new Map(), latest: { run: 'r-0', startedAt: hoursLater(hours) } })
for (const [what, state, spentWith] of [
  ['that an earlier run started with', 'void', (digest: string) => ({ by: new Map([[digest, 'r-0']]) })],
  ['that is older than an earlier run, which did without it', 'void', () => earlier(0.5)],
  ['that was given after the earlier run had started', 'met', () => earlier(-0.5)],
  ['where the clock was wrong when the earlier run started', 'met', () => earlier(2)],
] as const)
  test(`Law: signOffState() says ${state} of a sign-off ${what}`, async () => {
    const alice = await by('alice')
    const stands = await ask([alice], { spent: spentWith(digestOf(alice)) })
    assert.deepEqual([states(stands), reasons(stands)], [[state], state === 'void' ? ['spent'] : []])
  })

test('Law: signOffState() takes what a spent sign-off had replaced for no new one', async () => {
  const older = { ...(await by('alice')), name: 'older.json' }
  const used = await by('alice', { signedAt: hoursLater(0.5).toISOString() })
  const stands = await ask([older, used], { spent: { by: new Map([[digestOf(used), 'r-0']]) } })
  assert.deepEqual([states(stands), reasons(stands)], [['void'], ['superseded', 'spent']])
})

test('signOffState() is blocked by a rejection that is older than an earlier run', async () => {
  const no = await by('bob', { decision: 'reject' })
  assert.deepEqual(states(await ask([no], { spent: earlier(0.5) })), ['rejected'])
})

test('signOffState() is blocked by a rejection, until the same person decides otherwise', async () => {
  const [alice, no] = [await by('alice'), await by('bob', { decision: 'reject', comment: 'no index' })]
  const blocked = await ask([alice, no])
  assert.deepEqual(
    [blocked.ready, states(blocked), blocked.requirements[0]!.why],
    [false, ['rejected'], 'bob@example.com rejected it: no index'],
  )
  const later = await by('bob', { signedAt: hoursLater(0.5).toISOString() })
  assert.deepEqual(states(await ask([alice, { ...no, name: 'old.json' }, later])), ['met'])
  const outsider = await by('alice', { role: 'dba', decision: 'reject' })
  assert.deepEqual(states(await ask([await by('bob'), outsider])), ['met'])
})

test('signOffState() is blocked by a rejection also when approvals of its age no longer count', async () => {
  const requirements = asking(requirement({ expires: 2 * hour }))
  const no = await by('bob', { decision: 'reject' })
  const yes = await by('alice', { signedAt: hoursLater(2.5).toISOString() })
  assert.deepEqual(states(await ask([no, yes], { ...requirements, now: hoursLater(3) })), ['rejected'])
})

test('signOffState() does not count what its signer revoked, even if the old file is kept under another name', async () => {
  const old = { ...(await by('alice')), name: 'kept.json' }
  const state = await ask([old, await by('alice', { decision: 'revoke', signedAt: hoursLater(0.5).toISOString() })])
  assert.deepEqual([states(state), reasons(state)], [['void'], ['revoked']])
})

const gate = { run: 'r-1', requirement: 'final', journalHead: 'a'.repeat(64) }
const final = requirement({ id: 'final', role: 'dba', gate: true })
const atGate = { id: 'r-1', now: hoursLater(3), heads: new Map([['final', ['a'.repeat(64), 'b'.repeat(64)]]]) }

for (const decision of ['approve', 'reject', 'revoke'] as const)
  test(`signOffState() counts no approval that its signer has replaced, also once the later decision (${decision}) has expired`, async () => {
    const first = await by('alice')
    const second = {
      ...(await by('alice', { decision, signedAt: hoursLater(0.2).toISOString(), expires: hoursLater(0.5).toISOString() })),
      name: 'z.json',
    }
    const state = await ask([first, second])
    assert.deepEqual(
      [states(state), reasons(state).toSorted()],
      decision === 'revoke' ? [['void'], ['revoked']] : [['void'], ['expired', 'superseded']],
    )
  })

test('signOffState() opens a gate for a sign-off that names the run and a head since it waits there', async () => {
  const file = await by('bob', { role: 'dba', gate, signedAt: hoursLater(2.5).toISOString() })
  assert.deepEqual(states(await ask([file], { ...asking(final), run: atGate })), ['met'])
})

const gateAttacks: readonly { readonly what: string; readonly predicate: Partial<Predicate> }[] = [
  { what: 'was given for the gate of another run', predicate: { gate: { ...gate, run: 'r-2' } } },
  { what: 'was given for another gate of the run', predicate: { gate: { ...gate, requirement: 'other' } } },
  { what: 'names a head from before the run waited there', predicate: { gate: { ...gate, journalHead: 'c'.repeat(64) } } },
  { what: 'was given for the start', predicate: {} },
]

for (const { what, predicate } of gateAttacks)
  test(`Law: no gate opens for a sign-off that ${what}`, async () => {
    const state = await ask([await by('bob', { role: 'dba', ...predicate })], { ...asking(final), run: atGate })
    assert.deepEqual([states(state), reasons(state)], [['void'], ['other-gate']])
  })

test("Law: a gate's sign-off does not count for the start", async () => {
  const state = await ask([await by('alice', { gate: { ...gate, requirement: 'review' } })])
  assert.deepEqual([state.ready, reasons(state)], [false, ['other-gate']])
})

test('signOffState() says ready while only gates are missing', async () => {
  const state = await ask([await by('alice')], asking(requirement(), final))
  assert.deepEqual([state.ready, states(state)], [true, ['met', 'missing']])
})

test('signOffState() lets nobody open a gate whose sign-off the start has used, although that one expired since', async () => {
  const files = [
    await by('bob', { expires: hoursLater(2).toISOString() }),
    await by('bob', { role: 'dba', gate, signedAt: hoursLater(2.5).toISOString() }),
  ]
  const state = await ask(files, { ...asking(requirement(), final), run: atGate })
  assert.deepEqual(states(state), ['met', 'missing'])
})

test('signOffState() takes whom the run has accepted for taken, although the file is gone', async () => {
  const files = [await by('bob', { role: 'dba', gate, signedAt: hoursLater(2.5).toISOString() })]
  const run = { ...atGate, accepted: new Map([['review', [{ principal: 'bob@example.com' }]]]) }
  assert.deepEqual(states(await ask(files, { ...asking(requirement(), final), run })), ['met', 'missing'])
})

import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'

const plan = fileURLToPath(new URL('../../plans/split-customer-name', import.meta.url))

/** The files of the service that reads the database, by path. */
const service = {
  'services/crm/schema.json': '{ "schema": 11 }\n',
  'services/crm/src/customers.js': `export function customer(db, id) {
  return db.prepare("select id, full_name from customers where id = ?").get(id)
}

export function everyone(db) {
  return db.prepare("select id, full_name from customers order by id").all()
}
`,
}

const people = ['Ada Lovelace', 'Grace Hopper', 'Katherine Johnson', 'Barbara Liskov', 'Radia Perlman', 'Frances Allen', 'Karen Jones']

/** Makes a repository in a temporary folder: a database with customers, a service that reads it, and the plan. Gives its path. */
export function makeRepository(serviceUrl: string): string {
  const root = mkdtempSync(join(tmpdir(), 'backout-demo-'))
  cpSync(plan, join(root, 'plans/split-customer-name'), { recursive: true })
  for (const [path, text] of Object.entries({ ...service, 'backout.yaml': project(serviceUrl) })) write(join(root, path), text)
  makeDatabase(join(root, 'crm.db'))
  return root
}

function project(serviceUrl: string): string {
  return `apiVersion: backout/v1
kind: Project
environments:
  local:
    connections:
      crm: { driver: sqlite, file: crm.db }
      crm_api: { driver: http, baseUrl: "${serviceUrl}" }
`
}

function makeDatabase(file: string): void {
  const db = new DatabaseSync(file)
  db.exec('create table customers (id integer primary key, full_name text not null)')
  const insert = db.prepare('insert into customers (full_name) values (?)')
  for (const name of people) insert.run(name)
  db.close()
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

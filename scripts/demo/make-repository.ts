import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'

const people = ['Ada Lovelace', 'Grace Hopper', 'Katherine Johnson', 'Barbara Liskov', 'Radia Perlman', 'Frances Allen', 'Karen Jones']

/** Makes a repository in a temporary folder: a database with customers, a service that reads it, and the plan. Gives its path. */
export function makeRepository(serviceUrl: string): string {
  const root = mkdtempSync(join(tmpdir(), 'backout-demo-'))
  cpSync(path('repository'), root, { recursive: true })
  cpSync(path('../../plans/split-customer-name'), join(root, 'plans/split-customer-name'), { recursive: true })
  writeFileSync(join(root, 'backout.yaml'), project(serviceUrl))
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

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}

/** A valid plan of so many steps, all kinds of them mixed, about 750 bytes a step: what `plan validate` is measured with. */
export function mixedPlan(steps: number): string {
  const body = Array.from({ length: steps }, (_, index) => kinds[index % kinds.length]!(index))
  return `${head}${body.join('')}${tail}`
}

const head = `# yaml-language-server: $schema=https://json.schemastore.org/backout-plan.json
apiVersion: backout/v1
kind: MigrationPlan
metadata:
  name: bench-mixed
  title: Steps of all kinds, one after another
  owners: [team-crm, team-platform]
  risk: medium
environments: [local]
connections:
  crm: { driver: sqlite, file: data/crm.db }
  crm_api: { driver: http, baseUrl: "http://127.0.0.1:8080" }
scope:
  files: ["services/**", "config/**"]
  databases: { crm: ["*"] }
  services: { crm_api: ["GET /customers/*", "PUT /flags/*"] }
  commands: [npm]
inputs:
  region: { type: string, default: eu-west-1, description: Where the services run }
  batch: { type: integer, default: 500, minimum: 1, tunable: true }
preconditions:
  - id: customers_present
    uses: sql/query
    with: { connection: crm, sql: "select count(*) from customers" }
    assert: outputs.value > 0
steps:
`

const tail = `successCriteria:
  - id: nobody_lost
    uses: sql/query
    with: { connection: crm, sql: "select count(*) from customers" }
    assert: outputs.value > 0
rollbackWindow: 24h
`

const kinds: readonly ((index: number) => string)[] = [write, execute, query, request, replace, check, update, command, note]

function write(n: number): string {
  return `  # The service reads this file when it starts; each region has one of its own.
  - id: settings_${n}
    uses: file/write
    with:
      path: config/generated/settings-${n}.json
      content: |
        {
          "service": "crm-${n}",
          "region": "\${{ inputs.region }}",
          "environment": "\${{ environment }}",
          "batch": \${{ string(inputs.batch) }},
          "features": {
            "splitName": true,
            "addressTable": ${n % 2 === 0},
            "legacyExport": false
          },
          "endpoints": [
            "https://crm-${n}.example.com/api/v1/customers",
            "https://crm-${n}.example.com/api/v1/addresses",
            "https://crm-${n}.example.com/api/v1/invoices"
          ],
          "retries": { "limit": 5, "backoff": "exponential", "ceiling": 30000 }
        }
`
}

function execute(n: number): string {
  return `  # A table of its own for what the wide one carried so far.
  - id: expand_${n}
    uses: sql/execute
    timeout: 5m
    with:
      connection: crm
      sql: |
        create table if not exists customer_address_${n} (
          id integer primary key,
          customer_id integer not null,
          kind text not null default 'home' check (kind in ('home', 'work', 'billing')),
          street text not null,
          street_2 text,
          city text not null,
          postal_code text,
          country text not null default 'DE',
          valid_from text not null default '2026-01-01',
          valid_to text
        );
        create index customer_address_${n}_by_customer on customer_address_${n} (customer_id, kind);
        create index customer_address_${n}_by_city on customer_address_${n} (country, city, postal_code);
`
}

function query(n: number): string {
  return `  # Verified before anything that stands on it.
  - id: counted_${n}
    uses: sql/query
    with:
      connection: crm
      sql: |
        select count(*) as open_invoices
          from invoices
          join customers on customers.id = invoices.customer_id
         where invoices.state = :state
           and invoices.total > :total
           and customers.region = :region
           and not exists (
             select 1 from payments where payments.invoice_id = invoices.id and payments.booked_at is not null
           )
      params: { state: open, total: ${100 + n}, region: "\${{ inputs.region }}" }
    assert: outputs.value >= 0 && outputs.value < 1000000 && outputs.rowCount == 1
    retry: { every: 10s, for: 2m }
`
}

function request(n: number): string {
  return `  # The flag is what the service asks for at each request, so that both shapes of the table work meanwhile.
  - id: flag_${n}
    uses: http/request
    if: environment == 'local' && inputs.region != 'none'
    timeout: 30s
    with:
      connection: crm_api
      method: PUT
      path: /flags/crm-split-name-${n}
      headers: { accept: application/json, x-requested-by: "backout-\${{ environment }}" }
      body:
        enabled: true
        share: ${n % 100}
        audience: { regions: ["\${{ inputs.region }}"], groups: [internal, beta, everyone] }
        comment: Customers' names are kept in two columns from now on
      expect: { status: 200 }
    rollback:
      with: { body: { enabled: false, share: 0, comment: Back to one column } }
    assert: outputs.status == 200
`
}

function replace(n: number): string {
  return `  # Queries in the service's code name the new columns. What is built or installed is none of ours, and the
  # generated client is made again from the interface description when the service is built the next time.
  - id: rewrite_${n}
    uses: file/replace
    needs: [flag_${n - 1}]
    timeout: 5m
    with:
      paths:
        - "services/crm-${n}/src/**/*.ts"
        - "services/crm-${n}/test/**/*.ts"
        - "services/crm-${n}/queries/**/*.sql"
        - "services/crm-${n}/docs/**/*.md"
        - "services/crm-${n}/examples/**/*.{ts,sql}"
      pattern: "select\\\\s+full_name\\\\s+from\\\\s+customers"
      replace: "select first_name || ' ' || last_name as full_name from customers"
`
}

function check(n: number): string {
  return `  # None is left, in whatever case it was written, and each of the files that name a customer names both parts.
  - id: rewritten_${n}
    uses: file/check
    needs: [rewrite_${n - 1}]
    with:
      paths:
        - "services/crm-${n - 1}/src/**/*.ts"
        - "services/crm-${n - 1}/test/**/*.ts"
        - "services/crm-${n - 1}/queries/**/*.sql"
        - "services/crm-${n - 1}/docs/**/*.md"
        - "services/crm-${n - 1}/examples/**/*.{ts,sql}"
      absent: "[Ss][Ee][Ll][Ee][Cc][Tt]\\\\s+full_name\\\\s+[Ff][Rr][Oo][Mm]"
`
}

function update(n: number): string {
  return `  # Rows that were imported before the region was known.
  - id: backfill_${n}
    uses: sql/execute
    onFailure: pause
    with:
      connection: crm
      sql: |
        update customers
           set region = :region,
               first_name = substr(full_name, 1, instr(full_name, ' ') - 1),
               last_name = substr(full_name, instr(full_name, ' ') + 1),
               changed_by = 'backout',
               changed_at = '2026-01-01T00:00:00Z'
         where region is null
           and full_name like '% %'
           and imported_at < '2025-01-01T00:00:00Z'
           and not exists (select 1 from import_locks where import_locks.customer_id = customers.id)
           and id between :first and :last
      params:
        region: "\${{ inputs.region }}"
        first: ${n * 1000}
        last: ${n * 1000 + 999}
`
}

function command(n: number): string {
  return `  # The service's own tests are the judge of each rewrite. They need the settings that were written above, and
  # a database of their own, which they make from the schema and drop when they end.
  - id: tested_${n}
    uses: exec/run
    if: environment == 'local'
    timeout: 10m
    with:
      command: [npm, run, test, --, --reporter, dot, --grep, "customer names ${n}"]
      cwd: services/crm-${n}
      env:
        CI: "true"
        REGION: "\${{ inputs.region }}"
        DATABASE_FILE: data/crm.db
        CUSTOMER_BATCH: "\${{ string(inputs.batch) }}"
      effect: none
      expect: { exitCode: 0 }
    assert: outputs.exitCode == 0 && !outputs.stderr.contains('deprecated')
    retry: { every: 30s, for: 5m }
`
}

function note(n: number): string {
  return `  # What the next reader of these files needs to know.
  - id: note_${n}
    uses: file/write
    with:
      path: config/generated/README-${n}.md
      content: |
        # Generated settings of service ${n}

        These files were written by the plan that splits the customers' names. The template stands beside them;
        what differs from it is the region (\${{ inputs.region }}) and the size of a batch (\${{ string(inputs.batch) }}).

        Change the template and not these files: the next plan that writes them expects them as they are, and
        stops where it finds anything else. Whoever needs a setting of their own puts it into the local overrides,
        which are read last and which no plan touches.
`
}

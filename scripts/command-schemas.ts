// Writes schemas/commands/: what each command prints with --json. Part of: npm run generate
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { commandNames } from '../packages/cli/src/command-line/command-names.ts'
import { commandSchema } from '../packages/cli/src/shapes/command-schema.ts'

const folder = new URL('../schemas/commands/', import.meta.url)

mkdirSync(folder, { recursive: true })
for (const command of commandNames) {
  const file = new URL(`${command}.schema.json`, folder)
  writeFileSync(file, `${JSON.stringify(commandSchema(command), null, 2)}\n`)
  console.log(fileURLToPath(file))
}

/** The `backout.yaml` that `plan init` writes. */
export const firstProject = `# yaml-language-server: $schema=https://json.schemastore.org/backout-project.json
apiVersion: backout/v1
kind: Project
environments:
  local: {}
  # production:
  #   protected: true
  #   connections:
  #     crm: { driver: postgres, url: "\${{ secrets.CRM_URL }}" }
`

/** The plan that `plan init` writes: it validates and runs as it is. */
export function firstPlan(name: string): string {
  return `# yaml-language-server: $schema=https://json.schemastore.org/backout-plan.json
apiVersion: backout/v1
kind: MigrationPlan
metadata:
  name: ${asText(name)}
  title: Say what this plan changes, and why
  risk: low
scope: # what the plan may read and write; anything else is refused
  files: ["plans/${name}/notes.txt"]
inputs:
  greeting: { type: string, default: Hello }
steps:
  - id: write_notes
    uses: file/write
    with:
      path: plans/${name}/notes.txt
      content: "\${{ inputs.greeting }} from ${name}\\n"
successCriteria: # must hold at the end, or the run is rolled back
  - id: notes_written
    uses: file/check
    with: { paths: ["plans/${name}/notes.txt"], matches: "from ${name}" }
`
}

/** In quotes where YAML would read something else than text. */
function asText(name: string): string {
  return /^[a-z]/.test(name) && !['true', 'false', 'null'].includes(name) ? name : `"${name}"`
}

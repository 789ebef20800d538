// ../../work/main/packages/core/src/validate/schema/parts.ts
/** The parts that schemas of plans and projects share: plain JSON Schema (draft-07) literals. */
/** `30s`, `5m`, `72h`, `2d`; as {@link durationOf} reads it. */
const durationPattern = "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$";
/** Ids of entries and sign-offs; also names in expressions. */
const idPattern = "^[a-z][a-z0-9_]*$";
/** Names of environments, connections and roles. */
const namePattern = "^[A-Za-z_][A-Za-z0-9_-]*$";
/** What all entries of the four lists share. */
const entry$1 = {
	id: {
		type: "string",
		pattern: idPattern,
		description: "Names the entry in the plan, in expressions (`steps.<id>.outputs`), in the journal and in reports. Unique in the plan.",
		examples: ["expand", "no_nulls"]
	},
	uses: {
		type: "string",
		pattern: "^[^/\\s]+/[^\\s]+$",
		description: "The step type, which decides what `with` may hold. `plan plugins` lists those that are installed.",
		examples: ["sql/execute", "file/replace"]
	},
	with: {
		type: "object",
		additionalProperties: {},
		default: {},
		description: "The input of the step type. Texts in it may hold expressions: `${{ inputs.batch }}`.",
		examples: [{
			connection: "crm",
			file: "sql/001-expand.sql"
		}]
	},
	if: {
		type: "string",
		description: "A CEL expression without `${{ }}`, asked once, when the entry's turn comes. Where it is false, the entry is skipped, which counts as done.",
		examples: ["environment == 'production'"]
	},
	assert: {
		type: "string",
		description: "A CEL expression without `${{ }}` that must hold afterwards; `outputs` are those of this entry. Where it does not hold, the entry has failed.",
		examples: ["outputs.value == 0"]
	},
	timeout: {
		type: "string",
		pattern: durationPattern,
		default: "10m",
		description: "How long one attempt may take. Steps of many units have no limit unless one is given.",
		examples: ["30s", "5m"]
	},
	retry: {
		type: "object",
		additionalProperties: false,
		required: ["every", "for"],
		properties: {
			every: {
				type: "string",
				pattern: durationPattern,
				description: "The pause between two attempts.",
				examples: ["5m"]
			},
			for: {
				type: "string",
				pattern: durationPattern,
				description: "How long to go on, from the first attempt.",
				examples: ["2d"]
			}
		},
		description: "Tries again after a failure or an `assert` that does not hold. By default there is one attempt. Long pauses suspend the run: `plan resume --due`.",
		examples: [{
			every: "5m",
			for: "2d"
		}]
	}
};
/** Names of databases and services, with their drivers. The rest of a configuration is checked by its driver. */
const connections = {
	type: "object",
	additionalProperties: false,
	patternProperties: { [namePattern]: {
		type: "object",
		required: ["driver"],
		properties: { driver: {
			type: "string",
			description: "The kind of database or service. `plan plugins` lists those that are installed.",
			examples: [
				"sqlite",
				"postgres",
				"http"
			]
		} },
		additionalProperties: {},
		description: "One connection: its driver, and what that driver needs. Secrets are named, never written: `${{ secrets.CRM_URL }}`.",
		examples: [{
			driver: "sqlite",
			file: "crm.db"
		}]
	} }
};
/** When the run, or one step, fails. */
const onFailure = {
	enum: ["rollback", "pause"],
	default: "rollback"
};
// ../../work/main/packages/core/src/validate/schema/inputs.ts
/** The declarations of a plan's inputs. */
const inputs = {
	type: "object",
	additionalProperties: false,
	patternProperties: { "^[A-Za-z_][A-Za-z0-9_]*$": {
		type: "object",
		additionalProperties: false,
		required: ["type"],
		properties: {
			type: {
				enum: [
					"string",
					"integer",
					"number",
					"boolean"
				],
				description: "The type of the value.",
				examples: ["integer"]
			},
			description: {
				type: "string",
				description: "What it is for.",
				examples: ["Rows in one transaction"]
			},
			default: {
				description: "The value where neither `--input` nor the environment gives one. Without it the input is required.",
				examples: [2e4]
			},
			tunable: {
				type: "boolean",
				default: false,
				description: "Whether it may change after the plan was signed: its value is recorded, not signed.",
				examples: [true]
			},
			enum: {
				type: "array",
				minItems: 1,
				items: {},
				description: "The only values that are allowed.",
				examples: [["blue", "green"]]
			},
			const: {
				description: "The only value that is allowed.",
				examples: ["v2"]
			},
			minimum: {
				type: "number",
				description: "The smallest number.",
				examples: [1]
			},
			maximum: {
				type: "number",
				description: "The largest number.",
				examples: [1e5]
			},
			exclusiveMinimum: {
				type: "number",
				description: "Numbers must be larger.",
				examples: [0]
			},
			exclusiveMaximum: {
				type: "number",
				description: "Numbers must be smaller.",
				examples: [1]
			},
			multipleOf: {
				type: "number",
				exclusiveMinimum: 0,
				description: "Numbers must be a multiple of it.",
				examples: [100]
			},
			minLength: {
				type: "integer",
				minimum: 0,
				description: "The fewest characters of a text.",
				examples: [1]
			},
			maxLength: {
				type: "integer",
				minimum: 0,
				description: "The most characters of a text.",
				examples: [64]
			},
			pattern: {
				type: "string",
				description: "A regular expression that a text must match.",
				examples: ["^[a-z-]+$"]
			}
		},
		description: "One input: a JSON Schema of its value.",
		examples: [{
			type: "integer",
			default: 2e4,
			minimum: 1,
			tunable: true
		}]
	} },
	description: "What can be given to a run: `plan run PLAN --input batch=5000`. Expressions read them as `inputs.<name>`.",
	examples: [{ batch: {
		type: "integer",
		default: 2e4,
		minimum: 1,
		tunable: true
	} }]
};
// ../../work/main/packages/core/src/validate/schema/scope.ts
/** What a plan may read and write. */
const scope = {
	type: "object",
	additionalProperties: false,
	properties: {
		files: {
			type: "array",
			items: {
				type: "string",
				minLength: 1,
				description: "A path or a glob, relative to the root of the repository.",
				examples: ["src/**/*.ts"]
			},
			description: "Files, as paths and globs relative to the root. `.backout/` and what git keeps are never in scope.",
			examples: [["services/crm/src/**/*.ts"]]
		},
		databases: {
			type: "object",
			additionalProperties: false,
			patternProperties: { [namePattern]: {
				type: "array",
				items: {
					type: "string",
					minLength: 1,
					description: "A table, as the database names it, or `*` for all.",
					examples: ["public.customers"]
				},
				description: "Tables of one connection.",
				examples: [["public.customers"]]
			} },
			description: "Tables, by the name of the connection.",
			examples: [{ crm: ["public.customers"] }]
		},
		services: {
			type: "object",
			additionalProperties: {
				type: "array",
				items: {
					type: "string",
					minLength: 1,
					description: "A method and a path; `*` stands for any part of a path.",
					examples: ["PUT /flags/*"]
				},
				description: "Endpoints of one service.",
				examples: [["GET /version"]]
			},
			description: "Endpoints, by the name of the connection, or by the origin of a service that no connection declares.",
			examples: [{
				crm_api: ["GET /version"],
				"https://status.example.com": ["GET /"]
			}]
		},
		commands: {
			type: "array",
			items: {
				type: "string",
				minLength: 1,
				description: "A program, as steps name it.",
				examples: ["npm"]
			},
			description: "Programs that steps may start.",
			examples: [["npm"]]
		}
	},
	description: "What the plan may read and write. Anything else is refused, before and while it happens. `plan validate --fix` fills it in.",
	examples: [{
		files: ["services/crm/src/**/*.ts"],
		databases: { crm: ["public.customers"] }
	}]
};
// ../../work/main/packages/core/src/validate/schema/step.ts
/** A step of a rollback. */
const rollbackStep = {
	type: "object",
	additionalProperties: false,
	properties: {
		uses: {
			...entry$1.uses,
			description: "The step type; without it, the step's own.",
			examples: ["sql/execute"]
		},
		with: {
			...entry$1.with,
			description: "The input. Without `uses` it is merged into the step's own input.",
			examples: [{ body: { enabled: false } }]
		},
		timeout: entry$1.timeout,
		retry: entry$1.retry
	}
};
/** A written undo. */
const rollback$1 = {
	anyOf: [
		{
			...rollbackStep,
			description: "One step.",
			examples: [{ with: { body: { enabled: false } } }]
		},
		{
			type: "array",
			minItems: 1,
			items: {
				...rollbackStep,
				description: "One of several steps.",
				examples: [{
					uses: "sql/execute",
					with: {
						connection: "crm",
						sql: "drop table t"
					}
				}]
			},
			description: "Several steps, in the order in which they run.",
			examples: [[{
				uses: "sql/execute",
				with: {
					connection: "crm",
					sql: "drop table t"
				}
			}]]
		},
		{
			type: "object",
			additionalProperties: false,
			required: ["none"],
			properties: { none: {
				type: "string",
				minLength: 1,
				description: "The reason, for those who review and for those who have to back out.",
				examples: ["The mails are sent"]
			} },
			description: "There is no undo.",
			examples: [{ none: "The mails are sent" }]
		}
	],
	description: "How to undo the step, where that can't be derived: a step, a list of steps, or `none` with the reason. A writing step must have one of the three.",
	examples: [{ with: { body: { enabled: false } } }, { none: "The mails are sent" }]
};
/** One entry of `steps`. */
const step = {
	type: "object",
	additionalProperties: false,
	required: ["id", "uses"],
	properties: {
		...entry$1,
		needs: {
			type: "array",
			uniqueItems: true,
			items: {
				type: "string",
				description: "The id of a step above.",
				examples: ["expand"]
			},
			description: "Steps above that must be done before. Without it, a step comes after every step above it; `[]` starts at once.",
			examples: [["expand"], []]
		},
		rollback: rollback$1,
		undo: {
			const: "snapshot",
			description: "Asks for a copy aside as undo, where the undo can't be derived.",
			examples: ["snapshot"]
		},
		signOff: {
			type: "string",
			pattern: idPattern,
			description: "Makes the step a gate: it waits until the sign-off of `signOffs.require` with this id is given.",
			examples: ["dba_final"]
		},
		pointOfNoReturn: {
			type: "boolean",
			default: false,
			description: "Nothing before this step is reverted automatically once it is done. Only with `rollback: { none: … }`.",
			examples: [true]
		},
		onFailure: {
			...onFailure,
			description: "What to do when this step fails; by default what the plan says.",
			examples: ["pause"]
		},
		forEach: {
			type: "array",
			minItems: 1,
			items: {
				description: "One value.",
				examples: ["customers"]
			},
			description: "Makes one step for each value, called `id[value]`; expressions read it as `each.value`.",
			examples: [["customers", "orders"]]
		}
	},
	description: "One step of the plan.",
	examples: [{
		id: "expand",
		uses: "sql/execute",
		with: {
			connection: "crm",
			file: "sql/001-expand.sql"
		}
	}]
};
/** An entry of `preconditions` and `successCriteria`. */
const check = {
	type: "object",
	additionalProperties: false,
	required: ["id", "uses"],
	properties: entry$1,
	description: "A check: a step without effect, with an `assert` that must hold.",
	examples: [{
		id: "no_nulls",
		uses: "sql/query",
		with: {
			connection: "crm",
			sql: "select count(*) from t"
		},
		assert: "outputs.value == 0"
	}]
};
/** An entry of `invariants`. */
const invariant = {
	type: "object",
	additionalProperties: false,
	required: ["id", "uses"],
	properties: {
		...entry$1,
		every: {
			type: "string",
			pattern: durationPattern,
			default: "30s",
			description: "How often it is asked while steps run.",
			examples: ["30s"]
		},
		failureLimit: {
			type: "integer",
			minimum: 1,
			default: 1,
			description: "How many times in a row it must fail to count as a breach.",
			examples: [2]
		}
	},
	description: "A check that is asked again and again while steps run, and on resume.",
	examples: [{
		id: "error_rate",
		uses: "http/request",
		with: {
			connection: "metrics",
			path: "/errors"
		},
		assert: "double(outputs.body.rate) < 0.01"
	}]
};
// ../../work/main/packages/core/src/validate/schema/plan.ts
const metadata = {
	type: "object",
	additionalProperties: false,
	required: ["name"],
	properties: {
		name: {
			type: "string",
			pattern: "^[a-z0-9][a-z0-9._-]*$",
			maxLength: 100,
			description: "Names the plan in its repository, in ledgers and in records. Unique, and never changed once the plan has run.",
			examples: ["split-customer-name"]
		},
		title: {
			type: "string",
			description: "What the plan does, in one line.",
			examples: ["Split customers.full_name into first_name and last_name"]
		},
		description: {
			type: "string",
			description: "Why, and what a reviewer should know.",
			examples: ["The invoice service reads the new columns from 2.4 on."]
		},
		owners: {
			type: "array",
			items: {
				type: "string",
				description: "A team or a person.",
				examples: ["team-crm"]
			},
			description: "Who answers for the plan.",
			examples: [["team-crm"]]
		},
		risk: {
			enum: [
				"low",
				"medium",
				"high",
				"critical"
			],
			description: "How much is at stake, for those who review.",
			examples: ["high"]
		},
		links: {
			type: "array",
			items: {
				type: "string",
				description: "An address.",
				examples: ["https://tracker.example.com/CRM-412"]
			},
			description: "Tickets, designs, runbooks.",
			examples: [["https://tracker.example.com/CRM-412"]]
		},
		after: {
			type: "array",
			uniqueItems: true,
			items: {
				type: "string",
				description: "The `metadata.name` of another plan.",
				examples: ["add-customers-index"]
			},
			description: "Plans that must have been applied before.",
			examples: [["add-customers-index"]]
		}
	},
	description: "Who the plan is.",
	examples: [{
		name: "split-customer-name",
		owners: ["team-crm"],
		risk: "high"
	}]
};
const environments$1 = {
	type: "array",
	minItems: 1,
	items: {
		anyOf: [{
			type: "string",
			pattern: namePattern,
			description: "The name of an environment.",
			examples: ["local"]
		}, {
			type: "object",
			additionalProperties: false,
			required: ["name"],
			properties: {
				name: {
					type: "string",
					pattern: namePattern,
					description: "The name of an environment.",
					examples: ["production"]
				},
				inputs: {
					type: "object",
					additionalProperties: {},
					description: "Values of inputs in this environment.",
					examples: [{ batch: 5e3 }]
				}
			},
			description: "An environment with values of inputs.",
			examples: [{
				name: "production",
				inputs: { batch: 5e3 }
			}]
		}],
		description: "One environment.",
		examples: ["local", {
			name: "production",
			inputs: { batch: 5e3 }
		}]
	},
	description: "Where the plan is meant to run, and in which order. Without it, in every environment; the usual one is `local`.",
	examples: [[
		"local",
		"staging",
		{
			name: "production",
			inputs: { batch: 5e3 }
		}
	]]
};
const signOffs$1 = {
	type: "object",
	additionalProperties: false,
	properties: {
		require: {
			type: "array",
			items: {
				type: "object",
				additionalProperties: false,
				required: ["id", "role"],
				properties: {
					id: {
						type: "string",
						pattern: idPattern,
						description: "Names the sign-off; a step with `signOff: <id>` waits for it.",
						examples: ["dba_final"]
					},
					role: {
						type: "string",
						pattern: namePattern,
						description: "A role of `signOffs.roles` in backout.yaml.",
						examples: ["dba"]
					},
					if: {
						...entry$1.if,
						description: "A CEL expression: where it is false, the sign-off is not needed.",
						examples: ["environment != 'local'"]
					},
					count: {
						type: "integer",
						minimum: 1,
						default: 1,
						description: "How many people of the role have to sign.",
						examples: [2]
					},
					expires: {
						type: "string",
						pattern: durationPattern,
						description: "The longest time from signing to the start of the run.",
						examples: ["72h"]
					}
				},
				description: "One sign-off. It is needed before the run starts or, where a step names it, before that step.",
				examples: [{
					id: "review",
					role: "service_owner",
					if: "environment != 'local'"
				}]
			},
			description: "Who has to sign.",
			examples: [[{
				id: "dba_final",
				role: "dba",
				if: "environment == 'production'"
			}]]
		},
		distinct: {
			type: "boolean",
			default: true,
			description: "Whether one person counts for one sign-off only.",
			examples: [false]
		}
	},
	description: "Sign-offs: signatures of people, in roles, over the digests of everything that decides the run.",
	examples: [{ require: [{
		id: "review",
		role: "service_owner"
	}] }]
};
/** A plan file, without what depends on the step types: the one source of its format. */
const planEnvelope = {
	type: "object",
	additionalProperties: false,
	required: [
		"apiVersion",
		"kind",
		"metadata",
		"steps"
	],
	properties: {
		apiVersion: {
			const: "backout/v1",
			description: "The version of the format.",
			examples: ["backout/v1"]
		},
		kind: {
			const: "MigrationPlan",
			description: "What the file is.",
			examples: ["MigrationPlan"]
		},
		metadata,
		environments: environments$1,
		connections: {
			...connections,
			description: "Databases and services, for a plan without `backout.yaml`. Those of the environment come first.",
			examples: [{ crm: {
				driver: "sqlite",
				file: "crm.db"
			} }]
		},
		scope,
		inputs,
		preconditions: {
			type: "array",
			items: check,
			description: "Checks that are asked once, before anything is touched.",
			examples: [[{
				id: "no_nulls",
				uses: "sql/query",
				with: {
					connection: "crm",
					sql: "select count(*) from t"
				},
				assert: "outputs.value == 0"
			}]]
		},
		steps: {
			type: "array",
			minItems: 1,
			items: step,
			description: "What is done, in order. Steps without effect are checks on the way.",
			examples: [[{
				id: "expand",
				uses: "sql/execute",
				with: {
					connection: "crm",
					file: "sql/001-expand.sql"
				}
			}]]
		},
		invariants: {
			type: "array",
			items: invariant,
			description: "Checks that are sampled while steps run, and on resume. A breach rolls back.",
			examples: [[{
				id: "alive",
				uses: "http/request",
				with: {
					connection: "crm_api",
					path: "/health"
				},
				every: "10s"
			}]]
		},
		successCriteria: {
			type: "array",
			items: check,
			description: "Checks that must hold at the end; otherwise the run is rolled back.",
			examples: [[{
				id: "unit_tests",
				uses: "exec/run",
				with: {
					command: ["npm", "test"],
					effect: "none"
				}
			}]]
		},
		onFailure: {
			...onFailure,
			description: "What happens when a step fails or an invariant is breached: back out, or stop and leave the decision to a person.",
			examples: ["pause"]
		},
		rollbackWindow: {
			type: "string",
			pattern: durationPattern,
			default: "72h",
			description: "How long after success the run may still be backed out; `plan finalize` ends it.",
			examples: ["72h"]
		},
		signOffs: signOffs$1
	}
};
/** `backout.yaml`, without what depends on the drivers: the one source of its format. */
const projectEnvelope = {
	type: "object",
	additionalProperties: false,
	required: ["apiVersion", "kind"],
	properties: {
		apiVersion: {
			const: "backout/v1",
			description: "The version of the format.",
			examples: ["backout/v1"]
		},
		kind: {
			const: "Project",
			description: "What the file is.",
			examples: ["Project"]
		},
		requires: {
			type: "string",
			description: "The versions of Backout that the plans need, as a semantic version range of `>=`, `>`, `<=`, `<` and `=` terms.",
			examples: [">=1.0", ">=1.2 <2"]
		},
		plans: {
			type: "array",
			items: {
				type: "string",
				minLength: 1,
				description: "A glob.",
				examples: ["plans/**/{plan,*.plan}.yaml"]
			},
			default: ["plans/**/{plan,*.plan}.{yaml,yml}", "{plan,*.plan}.{yaml,yml}"],
			description: "Where the plans are, relative to the root.",
			examples: [["plans/**/{plan,*.plan}.yaml"]]
		},
		plugins: {
			type: "array",
			uniqueItems: true,
			items: {
				type: "string",
				minLength: 1,
				description: "A package, or a path that begins with `./`.",
				examples: ["./plugins/slack.mjs"]
			},
			default: [],
			description: "Plugins beside those that are built in: packages, or paths relative to the root.",
			examples: [["@acme/backout-kafka", "./plugins/slack.mjs"]]
		},
		runs: {
			type: "string",
			minLength: 1,
			default: ".backout/runs",
			description: "The folder where runs are recorded, relative to the root.",
			examples: [".backout/runs"]
		},
		environments: {
			type: "object",
			additionalProperties: false,
			patternProperties: { [namePattern]: {
				type: "object",
				additionalProperties: false,
				properties: {
					protected: {
						type: "boolean",
						default: false,
						description: "Whether the working tree must be clean and file steps must already be committed before a run here.",
						examples: [true]
					},
					connections: {
						...connections,
						description: "Databases and services of this environment, by name.",
						examples: [{ crm: {
							driver: "postgres",
							url: "${{ secrets.CRM_URL }}"
						} }]
					}
				},
				description: "One environment.",
				examples: [{
					protected: true,
					connections: { crm: {
						driver: "postgres",
						url: "${{ secrets.CRM_URL }}"
					} }
				}]
			} },
			description: "The environments that plans can run in.",
			examples: [{ local: { connections: { crm: {
				driver: "sqlite",
				file: "crm.db"
			} } } }]
		},
		signOffs: {
			type: "object",
			additionalProperties: false,
			properties: {
				allowedSigners: {
					type: "string",
					minLength: 1,
					default: ".backout/allowed_signers",
					description: "The file of public keys, as `ssh-keygen` and git read it, relative to the root.",
					examples: [".backout/allowed_signers"]
				},
				roles: {
					type: "object",
					additionalProperties: false,
					patternProperties: { [namePattern]: {
						type: "array",
						minItems: 1,
						uniqueItems: true,
						items: {
							type: "string",
							minLength: 1,
							description: "A principal of the allowed signers.",
							examples: ["alice@example.com"]
						},
						description: "Who has the role.",
						examples: [["alice@example.com"]]
					} },
					description: "Who may sign, by role.",
					examples: [{
						dba: ["alice@example.com"],
						service_owner: ["bob@example.com"]
					}]
				}
			},
			description: "Whose signatures count.",
			examples: [{
				allowedSigners: ".backout/allowed_signers",
				roles: { dba: ["alice@example.com"] }
			}]
		}
	}
};
// ../../work/main/packages/core/src/validate/with-expressions.ts
/** A text with an expression in it. */
const expression = {
	type: "string",
	pattern: "\\$\\{\\{"
};
/**
* An input's schema as editors need it: wherever something else than a free text is asked for, a text with an expression will do as well,
* except where the step type refuses expressions. Marks for the engine (`x-backout`) are left out.
*/
function withExpressions(schema) {
	return inside(schema);
}
function inside(schema) {
	const { "x-backout": _marks, ...rest } = schema;
	return Object.fromEntries(Object.entries(rest).map(([keyword, value]) => [keyword, keywordValue(keyword, value)]));
}
function keywordValue(keyword, value) {
	if (keyword === "properties" || keyword === "patternProperties") return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, place(item)]));
	if (keyword === "items" || keyword === "additionalProperties") return Array.isArray(value) ? value.map(place) : place(value);
	if (keyword === "anyOf" || keyword === "oneOf" || keyword === "allOf") return value.map((item) => isSchema(item) ? inside(item) : item);
	return value;
}
/** A schema of a place where a value stands. */
function place(schema) {
	if (!isSchema(schema)) return schema;
	const inner = inside(schema);
	if (!asksForMore(schema) || refuses(schema)) return inner;
	const { description, examples, default: usual, ...constraints } = inner;
	return {
		...description !== void 0 && { description },
		...examples !== void 0 && { examples },
		...usual !== void 0 && { default: usual },
		anyOf: [constraints, expression]
	};
}
function asksForMore({ type, pattern, enum: choices, const: only, minLength, anyOf, oneOf }) {
	if (anyOf !== void 0 || oneOf !== void 0 || choices !== void 0 || only !== void 0 || pattern !== void 0) return true;
	return type !== void 0 && (type !== "string" || typeof minLength === "number" && minLength > 4);
}
function refuses(schema) {
	const marks = schema["x-backout"];
	return isSchema(marks) && (marks["noExpressions"] === true || marks["file"] === true || marks["connection"] !== void 0);
}
function isSchema(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// ../../work/main/packages/core/src/validate/connections-schema.ts
/** The schema of a map of connections, with what each driver of the plugins wants. */
function connectionsSchema(connections, plugins) {
	const drivers = plugins.flatMap((plugin) => plugin.drivers).filter(({ family }) => family === "databases" || family === "services");
	if (drivers.length === 0) return connections;
	const one = (schema) => ({
		...schema,
		properties: { driver: {
			...driverOf(schema),
			enum: drivers.map(({ kind }) => kind)
		} },
		allOf: drivers.map(({ kind, config }) => ({
			if: {
				required: ["driver"],
				properties: { driver: { const: kind } }
			},
			then: configuration(config, driverOf(schema))
		}))
	});
	return {
		...connections,
		patternProperties: Object.fromEntries(Object.entries(connections.patternProperties).map(([pattern, schema]) => [pattern, one(schema)]))
	};
}
function driverOf(schema) {
	return schema["properties"].driver;
}
function configuration(config, driver) {
	const schema = withExpressions(config);
	return {
		...schema,
		properties: {
			driver,
			...schema["properties"]
		}
	};
}
// ../../work/main/packages/core/src/validate/plan-schema.ts
/** The JSON Schema version of what is published: editors know this one. */
const dialect = "http://json-schema.org/draft-07/schema#";
/**
* The JSON Schema (draft-07) of plan files for editors: the envelope, and for each step type of the plugins what `with` may hold. Step types
* are told apart by `if` and `then`, so that completion and messages are about the one that is meant.
*/
function planSchema(plugins) {
	const types = plugins.flatMap(({ steps }) => steps);
	const { properties, ...envelope } = planEnvelope;
	const list = (name, items) => ({
		...properties[name],
		items
	});
	return {
		$schema: dialect,
		$id: "https://json.schemastore.org/backout-plan.json",
		title: "Backout migration plan",
		...envelope,
		properties: {
			...properties,
			connections: connectionsSchema(properties.connections, plugins),
			preconditions: list("preconditions", entry(check, types)),
			steps: list("steps", {
				...entry(step, types),
				properties: {
					...typed(step.properties, types),
					rollback: rollback(types)
				}
			}),
			invariants: list("invariants", entry(invariant, types)),
			successCriteria: list("successCriteria", entry(check, types))
		},
		definitions: {
			withOfStepType: { allOf: types.map(({ uses, input }) => ({
				if: names(uses),
				then: then(uses, input)
			})) },
			...Object.fromEntries(types.map(({ uses, input }) => [`input:${uses}`, withExpressions(input)]))
		}
	};
}
function entry(schema, types) {
	return {
		...schema,
		properties: typed(schema.properties, types),
		allOf: [{ $ref: "#/definitions/withOfStepType" }]
	};
}
function typed(properties, types) {
	const { pattern: _pattern, ...uses } = properties["uses"];
	const choices = types.map((type) => ({
		const: type.uses,
		description: type.summary
	}));
	return {
		...properties,
		uses: types.length > 0 ? {
			...uses,
			anyOf: choices
		} : properties["uses"]
	};
}
function rollback(types) {
	const { rollback: clause } = step.properties;
	const [one, several, none] = clause.anyOf;
	const items = {
		...entry(rollbackStep, types),
		description: several.items.description,
		examples: several.items.examples
	};
	return {
		...clause,
		anyOf: [
			{
				...entry(rollbackStep, types),
				description: one.description,
				examples: one.examples
			},
			{
				...several,
				items
			},
			none
		]
	};
}
function names(uses) {
	return {
		required: ["uses"],
		properties: { uses: { const: uses } }
	};
}
function then(uses, input) {
	const reference = { properties: { with: { $ref: `#/definitions/input:${uses.replaceAll("~", "~0").replaceAll("/", "~1")}` } } };
	const needed = input["required"];
	return Array.isArray(needed) && needed.length > 0 ? {
		required: ["with"],
		...reference
	} : reference;
}
// ../../work/main/packages/core/src/validate/project-schema.ts
/** The JSON Schema (draft-07) of `backout.yaml` for editors, with what each driver of the plugins wants of a connection. */
function projectSchema(plugins = []) {
	const { properties, ...envelope } = projectEnvelope;
	const environment = properties.environments.patternProperties[namePattern];
	const connections = connectionsSchema(environment.properties.connections, plugins);
	return {
		$schema: dialect,
		$id: "https://json.schemastore.org/backout-project.json",
		title: "Backout project",
		...envelope,
		properties: {
			...properties,
			environments: {
				...properties.environments,
				patternProperties: { [namePattern]: {
					...environment,
					properties: {
						...environment.properties,
						connections
					}
				} }
			}
		}
	};
}
export { durationPattern as a, planEnvelope as i, planSchema as n, idPattern as o, projectEnvelope as r, namePattern as s, projectSchema as t };

import { t as __exportAll } from "./rolldown-runtime-D3KUYPsf.js";
// ../../work/main/packages/plugins/src/validators.generated.ts
const input0 = validate10;
const pattern0 = /* @__PURE__ */ new RegExp("^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$", "u");
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.for === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "for" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "for")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.for !== void 0) {
			let data0 = data.for;
			if (typeof data0 === "string") {
				if (!pattern0.test(data0)) {
					const err2 = {
						instancePath: instancePath + "/for",
						schemaPath: "#/properties/for/pattern",
						keyword: "pattern",
						params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
					};
					if (vErrors === null) vErrors = [err2];
					else vErrors.push(err2);
					errors++;
				}
			} else {
				const err3 = {
					instancePath: instancePath + "/for",
					schemaPath: "#/properties/for/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err3];
				else vErrors.push(err3);
				errors++;
			}
		}
	} else {
		const err4 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err4];
		else vErrors.push(err4);
		errors++;
	}
	validate10.errors = vErrors;
	return errors === 0;
}
const input1 = validate11;
function validate11(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.path === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "path" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.content === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "content" }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "path" || key0 === "content" || key0 === "executable")) {
			const err2 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.path !== void 0) {
			let data0 = data.path;
			if (typeof data0 === "string") {
				if (data0.length < 1) {
					const err3 = {
						instancePath: instancePath + "/path",
						schemaPath: "#/properties/path/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err3];
					else vErrors.push(err3);
					errors++;
				}
			} else {
				const err4 = {
					instancePath: instancePath + "/path",
					schemaPath: "#/properties/path/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.content !== void 0) {
			if (typeof data.content !== "string") {
				const err5 = {
					instancePath: instancePath + "/content",
					schemaPath: "#/properties/content/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
		if (data.executable !== void 0) {
			if (typeof data.executable !== "boolean") {
				const err6 = {
					instancePath: instancePath + "/executable",
					schemaPath: "#/properties/executable/type",
					keyword: "type",
					params: { type: "boolean" }
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
	} else {
		const err7 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err7];
		else vErrors.push(err7);
		errors++;
	}
	validate11.errors = vErrors;
	return errors === 0;
}
const input2 = validate12;
function validate12(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.from === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "from" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.to === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "to" }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "from" || key0 === "to")) {
			const err2 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.from !== void 0) {
			let data0 = data.from;
			if (typeof data0 === "string") {
				if (data0.length < 1) {
					const err3 = {
						instancePath: instancePath + "/from",
						schemaPath: "#/properties/from/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err3];
					else vErrors.push(err3);
					errors++;
				}
			} else {
				const err4 = {
					instancePath: instancePath + "/from",
					schemaPath: "#/properties/from/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.to !== void 0) {
			let data1 = data.to;
			if (typeof data1 === "string") {
				if (data1.length < 1) {
					const err5 = {
						instancePath: instancePath + "/to",
						schemaPath: "#/properties/to/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err5];
					else vErrors.push(err5);
					errors++;
				}
			} else {
				const err6 = {
					instancePath: instancePath + "/to",
					schemaPath: "#/properties/to/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
	} else {
		const err7 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err7];
		else vErrors.push(err7);
		errors++;
	}
	validate12.errors = vErrors;
	return errors === 0;
}
const input3 = validate13;
function validate13(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.from === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "from" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.to === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "to" }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "from" || key0 === "to")) {
			const err2 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.from !== void 0) {
			let data0 = data.from;
			if (typeof data0 === "string") {
				if (data0.length < 1) {
					const err3 = {
						instancePath: instancePath + "/from",
						schemaPath: "#/properties/from/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err3];
					else vErrors.push(err3);
					errors++;
				}
			} else {
				const err4 = {
					instancePath: instancePath + "/from",
					schemaPath: "#/properties/from/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.to !== void 0) {
			let data1 = data.to;
			if (typeof data1 === "string") {
				if (data1.length < 1) {
					const err5 = {
						instancePath: instancePath + "/to",
						schemaPath: "#/properties/to/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err5];
					else vErrors.push(err5);
					errors++;
				}
			} else {
				const err6 = {
					instancePath: instancePath + "/to",
					schemaPath: "#/properties/to/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
	} else {
		const err7 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err7];
		else vErrors.push(err7);
		errors++;
	}
	validate13.errors = vErrors;
	return errors === 0;
}
const input4 = validate14;
function validate14(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.paths === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "paths" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "paths")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.paths !== void 0) {
			let data0 = data.paths;
			if (Array.isArray(data0)) {
				if (data0.length < 1) {
					const err2 = {
						instancePath: instancePath + "/paths",
						schemaPath: "#/properties/paths/minItems",
						keyword: "minItems",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err2];
					else vErrors.push(err2);
					errors++;
				}
				const len0 = data0.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data1 = data0[i0];
					if (typeof data1 === "string") {
						if (data1.length < 1) {
							const err3 = {
								instancePath: instancePath + "/paths/" + i0,
								schemaPath: "#/properties/paths/items/minLength",
								keyword: "minLength",
								params: { limit: 1 }
							};
							if (vErrors === null) vErrors = [err3];
							else vErrors.push(err3);
							errors++;
						}
					} else {
						const err4 = {
							instancePath: instancePath + "/paths/" + i0,
							schemaPath: "#/properties/paths/items/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err4];
						else vErrors.push(err4);
						errors++;
					}
				}
			} else {
				const err5 = {
					instancePath: instancePath + "/paths",
					schemaPath: "#/properties/paths/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
	} else {
		const err6 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err6];
		else vErrors.push(err6);
		errors++;
	}
	validate14.errors = vErrors;
	return errors === 0;
}
const input5 = validate15;
function validate15(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.replace === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "replace" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "paths" || key0 === "find" || key0 === "pattern" || key0 === "replace" || key0 === "count")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.paths !== void 0) {
			let data0 = data.paths;
			if (Array.isArray(data0)) {
				if (data0.length < 1) {
					const err2 = {
						instancePath: instancePath + "/paths",
						schemaPath: "#/properties/paths/minItems",
						keyword: "minItems",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err2];
					else vErrors.push(err2);
					errors++;
				}
				const len0 = data0.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data1 = data0[i0];
					if (typeof data1 === "string") {
						if (data1.length < 1) {
							const err3 = {
								instancePath: instancePath + "/paths/" + i0,
								schemaPath: "#/properties/paths/items/minLength",
								keyword: "minLength",
								params: { limit: 1 }
							};
							if (vErrors === null) vErrors = [err3];
							else vErrors.push(err3);
							errors++;
						}
					} else {
						const err4 = {
							instancePath: instancePath + "/paths/" + i0,
							schemaPath: "#/properties/paths/items/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err4];
						else vErrors.push(err4);
						errors++;
					}
				}
			} else {
				const err5 = {
					instancePath: instancePath + "/paths",
					schemaPath: "#/properties/paths/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
		if (data.find !== void 0) {
			let data2 = data.find;
			if (typeof data2 === "string") {
				if (data2.length < 1) {
					const err6 = {
						instancePath: instancePath + "/find",
						schemaPath: "#/properties/find/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err6];
					else vErrors.push(err6);
					errors++;
				}
			} else {
				const err7 = {
					instancePath: instancePath + "/find",
					schemaPath: "#/properties/find/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
		}
		if (data.pattern !== void 0) {
			let data3 = data.pattern;
			if (typeof data3 === "string") {
				if (data3.length < 1) {
					const err8 = {
						instancePath: instancePath + "/pattern",
						schemaPath: "#/properties/pattern/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err8];
					else vErrors.push(err8);
					errors++;
				}
			} else {
				const err9 = {
					instancePath: instancePath + "/pattern",
					schemaPath: "#/properties/pattern/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err9];
				else vErrors.push(err9);
				errors++;
			}
		}
		if (data.replace !== void 0) {
			if (typeof data.replace !== "string") {
				const err10 = {
					instancePath: instancePath + "/replace",
					schemaPath: "#/properties/replace/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err10];
				else vErrors.push(err10);
				errors++;
			}
		}
		if (data.count !== void 0) {
			let data5 = data.count;
			if (!(typeof data5 == "number" && !(data5 % 1) && !isNaN(data5))) {
				const err11 = {
					instancePath: instancePath + "/count",
					schemaPath: "#/properties/count/type",
					keyword: "type",
					params: { type: "integer" }
				};
				if (vErrors === null) vErrors = [err11];
				else vErrors.push(err11);
				errors++;
			}
			if (typeof data5 == "number") {
				if (data5 < 0 || isNaN(data5)) {
					const err12 = {
						instancePath: instancePath + "/count",
						schemaPath: "#/properties/count/minimum",
						keyword: "minimum",
						params: {
							comparison: ">=",
							limit: 0
						}
					};
					if (vErrors === null) vErrors = [err12];
					else vErrors.push(err12);
					errors++;
				}
			}
		}
	} else {
		const err13 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err13];
		else vErrors.push(err13);
		errors++;
	}
	validate15.errors = vErrors;
	return errors === 0;
}
const input6 = validate16;
function validate16(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		for (const key0 in data) if (!(key0 === "paths" || key0 === "exists" || key0 === "matches" || key0 === "absent")) {
			const err0 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.paths !== void 0) {
			let data0 = data.paths;
			if (Array.isArray(data0)) {
				if (data0.length < 1) {
					const err1 = {
						instancePath: instancePath + "/paths",
						schemaPath: "#/properties/paths/minItems",
						keyword: "minItems",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err1];
					else vErrors.push(err1);
					errors++;
				}
				const len0 = data0.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data1 = data0[i0];
					if (typeof data1 === "string") {
						if (data1.length < 1) {
							const err2 = {
								instancePath: instancePath + "/paths/" + i0,
								schemaPath: "#/properties/paths/items/minLength",
								keyword: "minLength",
								params: { limit: 1 }
							};
							if (vErrors === null) vErrors = [err2];
							else vErrors.push(err2);
							errors++;
						}
					} else {
						const err3 = {
							instancePath: instancePath + "/paths/" + i0,
							schemaPath: "#/properties/paths/items/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err3];
						else vErrors.push(err3);
						errors++;
					}
				}
			} else {
				const err4 = {
					instancePath: instancePath + "/paths",
					schemaPath: "#/properties/paths/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.exists !== void 0) {
			if (typeof data.exists !== "boolean") {
				const err5 = {
					instancePath: instancePath + "/exists",
					schemaPath: "#/properties/exists/type",
					keyword: "type",
					params: { type: "boolean" }
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
		if (data.matches !== void 0) {
			let data3 = data.matches;
			if (typeof data3 === "string") {
				if (data3.length < 1) {
					const err6 = {
						instancePath: instancePath + "/matches",
						schemaPath: "#/properties/matches/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err6];
					else vErrors.push(err6);
					errors++;
				}
			} else {
				const err7 = {
					instancePath: instancePath + "/matches",
					schemaPath: "#/properties/matches/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
		}
		if (data.absent !== void 0) {
			let data4 = data.absent;
			if (typeof data4 === "string") {
				if (data4.length < 1) {
					const err8 = {
						instancePath: instancePath + "/absent",
						schemaPath: "#/properties/absent/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err8];
					else vErrors.push(err8);
					errors++;
				}
			} else {
				const err9 = {
					instancePath: instancePath + "/absent",
					schemaPath: "#/properties/absent/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err9];
				else vErrors.push(err9);
				errors++;
			}
		}
	} else {
		const err10 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err10];
		else vErrors.push(err10);
		errors++;
	}
	validate16.errors = vErrors;
	return errors === 0;
}
const input7 = validate17;
function validate17(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	const _errs1 = errors;
	let valid0 = false;
	let passing0 = null;
	const _errs2 = errors;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.sql === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/oneOf/0/required",
				keyword: "required",
				params: { missingProperty: "sql" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
	}
	var _valid0 = _errs2 === errors;
	if (_valid0) {
		valid0 = true;
		passing0 = 0;
	}
	const _errs3 = errors;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.file === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/oneOf/1/required",
				keyword: "required",
				params: { missingProperty: "file" }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
	}
	var _valid0 = _errs3 === errors;
	if (_valid0 && valid0) {
		valid0 = false;
		passing0 = [passing0, 1];
	} else if (_valid0) {
		valid0 = true;
		passing0 = 1;
	}
	if (!valid0) {
		const err2 = {
			instancePath,
			schemaPath: "#/oneOf",
			keyword: "oneOf",
			params: { passingSchemas: passing0 }
		};
		if (vErrors === null) vErrors = [err2];
		else vErrors.push(err2);
		errors++;
	} else {
		errors = _errs1;
		if (vErrors !== null) {
			if (_errs1) vErrors.length = _errs1;
			else vErrors = null;
		}
	}
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.connection === void 0) {
			const err3 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "connection" }
			};
			if (vErrors === null) vErrors = [err3];
			else vErrors.push(err3);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "connection" || key0 === "sql" || key0 === "file" || key0 === "params")) {
			const err4 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err4];
			else vErrors.push(err4);
			errors++;
		}
		if (data.connection !== void 0) {
			let data0 = data.connection;
			if (typeof data0 === "string") {
				if (data0.length < 1) {
					const err5 = {
						instancePath: instancePath + "/connection",
						schemaPath: "#/properties/connection/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err5];
					else vErrors.push(err5);
					errors++;
				}
			} else {
				const err6 = {
					instancePath: instancePath + "/connection",
					schemaPath: "#/properties/connection/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.sql !== void 0) {
			let data1 = data.sql;
			if (typeof data1 === "string") {
				if (data1.length < 1) {
					const err7 = {
						instancePath: instancePath + "/sql",
						schemaPath: "#/properties/sql/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err7];
					else vErrors.push(err7);
					errors++;
				}
			} else {
				const err8 = {
					instancePath: instancePath + "/sql",
					schemaPath: "#/properties/sql/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
		}
		if (data.file !== void 0) {
			let data2 = data.file;
			if (typeof data2 === "string") {
				if (data2.length < 1) {
					const err9 = {
						instancePath: instancePath + "/file",
						schemaPath: "#/properties/file/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err9];
					else vErrors.push(err9);
					errors++;
				}
			} else {
				const err10 = {
					instancePath: instancePath + "/file",
					schemaPath: "#/properties/file/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err10];
				else vErrors.push(err10);
				errors++;
			}
		}
		if (data.params !== void 0) {
			let data3 = data.params;
			const _errs12 = errors;
			let valid2 = false;
			let passing1 = null;
			const _errs13 = errors;
			if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {} else {
				const err11 = {
					instancePath: instancePath + "/params",
					schemaPath: "#/properties/params/oneOf/0/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err11];
				else vErrors.push(err11);
				errors++;
			}
			var _valid1 = _errs13 === errors;
			if (_valid1) {
				valid2 = true;
				passing1 = 0;
			}
			const _errs16 = errors;
			if (!Array.isArray(data3)) {
				const err12 = {
					instancePath: instancePath + "/params",
					schemaPath: "#/properties/params/oneOf/1/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err12];
				else vErrors.push(err12);
				errors++;
			}
			var _valid1 = _errs16 === errors;
			if (_valid1 && valid2) {
				valid2 = false;
				passing1 = [passing1, 1];
			} else if (_valid1) {
				valid2 = true;
				passing1 = 1;
			}
			if (!valid2) {
				const err13 = {
					instancePath: instancePath + "/params",
					schemaPath: "#/properties/params/oneOf",
					keyword: "oneOf",
					params: { passingSchemas: passing1 }
				};
				if (vErrors === null) vErrors = [err13];
				else vErrors.push(err13);
				errors++;
			} else {
				errors = _errs12;
				if (vErrors !== null) {
					if (_errs12) vErrors.length = _errs12;
					else vErrors = null;
				}
			}
		}
	} else {
		const err14 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err14];
		else vErrors.push(err14);
		errors++;
	}
	validate17.errors = vErrors;
	return errors === 0;
}
const input8 = validate18;
function validate18(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.connection === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "connection" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.sql === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "sql" }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "connection" || key0 === "sql" || key0 === "params")) {
			const err2 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.connection !== void 0) {
			let data0 = data.connection;
			if (typeof data0 === "string") {
				if (data0.length < 1) {
					const err3 = {
						instancePath: instancePath + "/connection",
						schemaPath: "#/properties/connection/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err3];
					else vErrors.push(err3);
					errors++;
				}
			} else {
				const err4 = {
					instancePath: instancePath + "/connection",
					schemaPath: "#/properties/connection/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.sql !== void 0) {
			let data1 = data.sql;
			if (typeof data1 === "string") {
				if (data1.length < 1) {
					const err5 = {
						instancePath: instancePath + "/sql",
						schemaPath: "#/properties/sql/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err5];
					else vErrors.push(err5);
					errors++;
				}
			} else {
				const err6 = {
					instancePath: instancePath + "/sql",
					schemaPath: "#/properties/sql/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.params !== void 0) {
			let data2 = data.params;
			const _errs7 = errors;
			let valid1 = false;
			let passing0 = null;
			const _errs8 = errors;
			if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {} else {
				const err7 = {
					instancePath: instancePath + "/params",
					schemaPath: "#/properties/params/oneOf/0/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
			var _valid0 = _errs8 === errors;
			if (_valid0) {
				valid1 = true;
				passing0 = 0;
			}
			const _errs11 = errors;
			if (!Array.isArray(data2)) {
				const err8 = {
					instancePath: instancePath + "/params",
					schemaPath: "#/properties/params/oneOf/1/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
			var _valid0 = _errs11 === errors;
			if (_valid0 && valid1) {
				valid1 = false;
				passing0 = [passing0, 1];
			} else if (_valid0) {
				valid1 = true;
				passing0 = 1;
			}
			if (!valid1) {
				const err9 = {
					instancePath: instancePath + "/params",
					schemaPath: "#/properties/params/oneOf",
					keyword: "oneOf",
					params: { passingSchemas: passing0 }
				};
				if (vErrors === null) vErrors = [err9];
				else vErrors.push(err9);
				errors++;
			} else {
				errors = _errs7;
				if (vErrors !== null) {
					if (_errs7) vErrors.length = _errs7;
					else vErrors = null;
				}
			}
		}
	} else {
		const err10 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err10];
		else vErrors.push(err10);
		errors++;
	}
	validate18.errors = vErrors;
	return errors === 0;
}
const input9 = validate19;
const schema20 = {
	"type": "object",
	"additionalProperties": false,
	"properties": {
		"connection": { "type": "string" },
		"url": { "type": "string" },
		"method": {
			"type": "string",
			"enum": [
				"GET",
				"HEAD",
				"OPTIONS",
				"POST",
				"PUT",
				"PATCH",
				"DELETE"
			]
		},
		"path": { "type": "string" },
		"query": {
			"type": "object",
			"additionalProperties": { "anyOf": [{ "type": [
				"string",
				"integer",
				"number",
				"boolean"
			] }, {
				"type": "array",
				"items": { "type": [
					"string",
					"integer",
					"number",
					"boolean"
				] }
			}] }
		},
		"headers": {
			"type": "object",
			"additionalProperties": { "type": "string" }
		},
		"body": {},
		"expect": {
			"type": "object",
			"additionalProperties": false,
			"properties": {
				"status": { "anyOf": [
					{
						"type": "integer",
						"minimum": 100,
						"maximum": 599
					},
					{
						"type": "string",
						"pattern": "^[1-5]xx$"
					},
					{
						"type": "array",
						"minItems": 1,
						"items": { "anyOf": [{
							"type": "integer",
							"minimum": 100,
							"maximum": 599
						}, {
							"type": "string",
							"pattern": "^[1-5]xx$"
						}] }
					}
				] },
				"body": {}
			}
		},
		"idempotent": { "type": "boolean" },
		"effect": {
			"type": "string",
			"enum": ["none", "write"]
		}
	}
};
const func2 = Object.prototype.hasOwnProperty;
const pattern1 = /* @__PURE__ */ new RegExp("^[1-5]xx$", "u");
function validate19(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		for (const key0 in data) if (!func2.call(schema20.properties, key0)) {
			const err0 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.connection !== void 0) {
			if (typeof data.connection !== "string") {
				const err1 = {
					instancePath: instancePath + "/connection",
					schemaPath: "#/properties/connection/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err1];
				else vErrors.push(err1);
				errors++;
			}
		}
		if (data.url !== void 0) {
			if (typeof data.url !== "string") {
				const err2 = {
					instancePath: instancePath + "/url",
					schemaPath: "#/properties/url/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err2];
				else vErrors.push(err2);
				errors++;
			}
		}
		if (data.method !== void 0) {
			let data2 = data.method;
			if (typeof data2 !== "string") {
				const err3 = {
					instancePath: instancePath + "/method",
					schemaPath: "#/properties/method/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err3];
				else vErrors.push(err3);
				errors++;
			}
			if (!(data2 === "GET" || data2 === "HEAD" || data2 === "OPTIONS" || data2 === "POST" || data2 === "PUT" || data2 === "PATCH" || data2 === "DELETE")) {
				const err4 = {
					instancePath: instancePath + "/method",
					schemaPath: "#/properties/method/enum",
					keyword: "enum",
					params: { allowedValues: schema20.properties.method.enum }
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.path !== void 0) {
			if (typeof data.path !== "string") {
				const err5 = {
					instancePath: instancePath + "/path",
					schemaPath: "#/properties/path/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
		if (data.query !== void 0) {
			let data4 = data.query;
			if (data4 && typeof data4 == "object" && !Array.isArray(data4)) for (const key1 in data4) {
				let data5 = data4[key1];
				const _errs14 = errors;
				let valid2 = false;
				const _errs15 = errors;
				if (typeof data5 !== "string" && !(typeof data5 == "number") && typeof data5 !== "boolean") {
					const err6 = {
						instancePath: instancePath + "/query/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/query/additionalProperties/anyOf/0/type",
						keyword: "type",
						params: { type: schema20.properties.query.additionalProperties.anyOf[0].type }
					};
					if (vErrors === null) vErrors = [err6];
					else vErrors.push(err6);
					errors++;
				}
				var _valid0 = _errs15 === errors;
				valid2 = valid2 || _valid0;
				if (!valid2) {
					const _errs17 = errors;
					if (Array.isArray(data5)) {
						const len0 = data5.length;
						for (let i0 = 0; i0 < len0; i0++) {
							let data6 = data5[i0];
							if (typeof data6 !== "string" && !(typeof data6 == "number") && typeof data6 !== "boolean") {
								const err7 = {
									instancePath: instancePath + "/query/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i0,
									schemaPath: "#/properties/query/additionalProperties/anyOf/1/items/type",
									keyword: "type",
									params: { type: schema20.properties.query.additionalProperties.anyOf[1].items.type }
								};
								if (vErrors === null) vErrors = [err7];
								else vErrors.push(err7);
								errors++;
							}
						}
					} else {
						const err8 = {
							instancePath: instancePath + "/query/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/properties/query/additionalProperties/anyOf/1/type",
							keyword: "type",
							params: { type: "array" }
						};
						if (vErrors === null) vErrors = [err8];
						else vErrors.push(err8);
						errors++;
					}
					var _valid0 = _errs17 === errors;
					valid2 = valid2 || _valid0;
				}
				if (!valid2) {
					const err9 = {
						instancePath: instancePath + "/query/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/query/additionalProperties/anyOf",
						keyword: "anyOf",
						params: {}
					};
					if (vErrors === null) vErrors = [err9];
					else vErrors.push(err9);
					errors++;
				} else {
					errors = _errs14;
					if (vErrors !== null) {
						if (_errs14) vErrors.length = _errs14;
						else vErrors = null;
					}
				}
			}
			else {
				const err10 = {
					instancePath: instancePath + "/query",
					schemaPath: "#/properties/query/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err10];
				else vErrors.push(err10);
				errors++;
			}
		}
		if (data.headers !== void 0) {
			let data7 = data.headers;
			if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
				for (const key2 in data7) if (typeof data7[key2] !== "string") {
					const err11 = {
						instancePath: instancePath + "/headers/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/headers/additionalProperties/type",
						keyword: "type",
						params: { type: "string" }
					};
					if (vErrors === null) vErrors = [err11];
					else vErrors.push(err11);
					errors++;
				}
			} else {
				const err12 = {
					instancePath: instancePath + "/headers",
					schemaPath: "#/properties/headers/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err12];
				else vErrors.push(err12);
				errors++;
			}
		}
		if (data.expect !== void 0) {
			let data9 = data.expect;
			if (data9 && typeof data9 == "object" && !Array.isArray(data9)) {
				for (const key3 in data9) if (!(key3 === "status" || key3 === "body")) {
					const err13 = {
						instancePath: instancePath + "/expect",
						schemaPath: "#/properties/expect/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key3 }
					};
					if (vErrors === null) vErrors = [err13];
					else vErrors.push(err13);
					errors++;
				}
				if (data9.status !== void 0) {
					let data10 = data9.status;
					const _errs30 = errors;
					let valid7 = false;
					const _errs31 = errors;
					if (!(typeof data10 == "number" && !(data10 % 1) && !isNaN(data10))) {
						const err14 = {
							instancePath: instancePath + "/expect/status",
							schemaPath: "#/properties/expect/properties/status/anyOf/0/type",
							keyword: "type",
							params: { type: "integer" }
						};
						if (vErrors === null) vErrors = [err14];
						else vErrors.push(err14);
						errors++;
					}
					if (typeof data10 == "number") {
						if (data10 > 599 || isNaN(data10)) {
							const err15 = {
								instancePath: instancePath + "/expect/status",
								schemaPath: "#/properties/expect/properties/status/anyOf/0/maximum",
								keyword: "maximum",
								params: {
									comparison: "<=",
									limit: 599
								}
							};
							if (vErrors === null) vErrors = [err15];
							else vErrors.push(err15);
							errors++;
						}
						if (data10 < 100 || isNaN(data10)) {
							const err16 = {
								instancePath: instancePath + "/expect/status",
								schemaPath: "#/properties/expect/properties/status/anyOf/0/minimum",
								keyword: "minimum",
								params: {
									comparison: ">=",
									limit: 100
								}
							};
							if (vErrors === null) vErrors = [err16];
							else vErrors.push(err16);
							errors++;
						}
					}
					var _valid1 = _errs31 === errors;
					valid7 = valid7 || _valid1;
					if (!valid7) {
						const _errs33 = errors;
						if (typeof data10 === "string") {
							if (!pattern1.test(data10)) {
								const err17 = {
									instancePath: instancePath + "/expect/status",
									schemaPath: "#/properties/expect/properties/status/anyOf/1/pattern",
									keyword: "pattern",
									params: { pattern: "^[1-5]xx$" }
								};
								if (vErrors === null) vErrors = [err17];
								else vErrors.push(err17);
								errors++;
							}
						} else {
							const err18 = {
								instancePath: instancePath + "/expect/status",
								schemaPath: "#/properties/expect/properties/status/anyOf/1/type",
								keyword: "type",
								params: { type: "string" }
							};
							if (vErrors === null) vErrors = [err18];
							else vErrors.push(err18);
							errors++;
						}
						var _valid1 = _errs33 === errors;
						valid7 = valid7 || _valid1;
						if (!valid7) {
							const _errs35 = errors;
							if (Array.isArray(data10)) {
								if (data10.length < 1) {
									const err19 = {
										instancePath: instancePath + "/expect/status",
										schemaPath: "#/properties/expect/properties/status/anyOf/2/minItems",
										keyword: "minItems",
										params: { limit: 1 }
									};
									if (vErrors === null) vErrors = [err19];
									else vErrors.push(err19);
									errors++;
								}
								const len1 = data10.length;
								for (let i1 = 0; i1 < len1; i1++) {
									let data11 = data10[i1];
									const _errs38 = errors;
									let valid10 = false;
									const _errs39 = errors;
									if (!(typeof data11 == "number" && !(data11 % 1) && !isNaN(data11))) {
										const err20 = {
											instancePath: instancePath + "/expect/status/" + i1,
											schemaPath: "#/properties/expect/properties/status/anyOf/2/items/anyOf/0/type",
											keyword: "type",
											params: { type: "integer" }
										};
										if (vErrors === null) vErrors = [err20];
										else vErrors.push(err20);
										errors++;
									}
									if (typeof data11 == "number") {
										if (data11 > 599 || isNaN(data11)) {
											const err21 = {
												instancePath: instancePath + "/expect/status/" + i1,
												schemaPath: "#/properties/expect/properties/status/anyOf/2/items/anyOf/0/maximum",
												keyword: "maximum",
												params: {
													comparison: "<=",
													limit: 599
												}
											};
											if (vErrors === null) vErrors = [err21];
											else vErrors.push(err21);
											errors++;
										}
										if (data11 < 100 || isNaN(data11)) {
											const err22 = {
												instancePath: instancePath + "/expect/status/" + i1,
												schemaPath: "#/properties/expect/properties/status/anyOf/2/items/anyOf/0/minimum",
												keyword: "minimum",
												params: {
													comparison: ">=",
													limit: 100
												}
											};
											if (vErrors === null) vErrors = [err22];
											else vErrors.push(err22);
											errors++;
										}
									}
									var _valid2 = _errs39 === errors;
									valid10 = valid10 || _valid2;
									if (!valid10) {
										const _errs41 = errors;
										if (typeof data11 === "string") {
											if (!pattern1.test(data11)) {
												const err23 = {
													instancePath: instancePath + "/expect/status/" + i1,
													schemaPath: "#/properties/expect/properties/status/anyOf/2/items/anyOf/1/pattern",
													keyword: "pattern",
													params: { pattern: "^[1-5]xx$" }
												};
												if (vErrors === null) vErrors = [err23];
												else vErrors.push(err23);
												errors++;
											}
										} else {
											const err24 = {
												instancePath: instancePath + "/expect/status/" + i1,
												schemaPath: "#/properties/expect/properties/status/anyOf/2/items/anyOf/1/type",
												keyword: "type",
												params: { type: "string" }
											};
											if (vErrors === null) vErrors = [err24];
											else vErrors.push(err24);
											errors++;
										}
										var _valid2 = _errs41 === errors;
										valid10 = valid10 || _valid2;
									}
									if (!valid10) {
										const err25 = {
											instancePath: instancePath + "/expect/status/" + i1,
											schemaPath: "#/properties/expect/properties/status/anyOf/2/items/anyOf",
											keyword: "anyOf",
											params: {}
										};
										if (vErrors === null) vErrors = [err25];
										else vErrors.push(err25);
										errors++;
									} else {
										errors = _errs38;
										if (vErrors !== null) {
											if (_errs38) vErrors.length = _errs38;
											else vErrors = null;
										}
									}
								}
							} else {
								const err26 = {
									instancePath: instancePath + "/expect/status",
									schemaPath: "#/properties/expect/properties/status/anyOf/2/type",
									keyword: "type",
									params: { type: "array" }
								};
								if (vErrors === null) vErrors = [err26];
								else vErrors.push(err26);
								errors++;
							}
							var _valid1 = _errs35 === errors;
							valid7 = valid7 || _valid1;
						}
					}
					if (!valid7) {
						const err27 = {
							instancePath: instancePath + "/expect/status",
							schemaPath: "#/properties/expect/properties/status/anyOf",
							keyword: "anyOf",
							params: {}
						};
						if (vErrors === null) vErrors = [err27];
						else vErrors.push(err27);
						errors++;
					} else {
						errors = _errs30;
						if (vErrors !== null) {
							if (_errs30) vErrors.length = _errs30;
							else vErrors = null;
						}
					}
				}
			} else {
				const err28 = {
					instancePath: instancePath + "/expect",
					schemaPath: "#/properties/expect/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err28];
				else vErrors.push(err28);
				errors++;
			}
		}
		if (data.idempotent !== void 0) {
			if (typeof data.idempotent !== "boolean") {
				const err29 = {
					instancePath: instancePath + "/idempotent",
					schemaPath: "#/properties/idempotent/type",
					keyword: "type",
					params: { type: "boolean" }
				};
				if (vErrors === null) vErrors = [err29];
				else vErrors.push(err29);
				errors++;
			}
		}
		if (data.effect !== void 0) {
			let data13 = data.effect;
			if (typeof data13 !== "string") {
				const err30 = {
					instancePath: instancePath + "/effect",
					schemaPath: "#/properties/effect/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err30];
				else vErrors.push(err30);
				errors++;
			}
			if (!(data13 === "none" || data13 === "write")) {
				const err31 = {
					instancePath: instancePath + "/effect",
					schemaPath: "#/properties/effect/enum",
					keyword: "enum",
					params: { allowedValues: schema20.properties.effect.enum }
				};
				if (vErrors === null) vErrors = [err31];
				else vErrors.push(err31);
				errors++;
			}
		}
	} else {
		const err32 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err32];
		else vErrors.push(err32);
		errors++;
	}
	validate19.errors = vErrors;
	return errors === 0;
}
const input10 = validate20;
const schema21 = {
	"type": "object",
	"additionalProperties": false,
	"required": ["command"],
	"properties": {
		"command": {
			"type": "array",
			"minItems": 1,
			"items": { "type": "string" }
		},
		"cwd": {
			"type": "string",
			"minLength": 1
		},
		"env": {
			"type": "object",
			"additionalProperties": { "type": "string" }
		},
		"timeout": {
			"type": "string",
			"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
		},
		"writes": {
			"type": "array",
			"minItems": 1,
			"items": {
				"type": "string",
				"minLength": 1
			}
		},
		"effect": {
			"type": "string",
			"enum": ["write", "none"]
		},
		"expect": {
			"type": "object",
			"additionalProperties": false,
			"properties": { "exitCode": { "oneOf": [{
				"type": "integer",
				"minimum": 0,
				"maximum": 255
			}, {
				"type": "array",
				"minItems": 1,
				"items": {
					"type": "integer",
					"minimum": 0,
					"maximum": 255
				}
			}] } }
		}
	}
};
function validate20(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.command === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "command" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "command" || key0 === "cwd" || key0 === "env" || key0 === "timeout" || key0 === "writes" || key0 === "effect" || key0 === "expect")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.command !== void 0) {
			let data0 = data.command;
			if (Array.isArray(data0)) {
				if (data0.length < 1) {
					const err2 = {
						instancePath: instancePath + "/command",
						schemaPath: "#/properties/command/minItems",
						keyword: "minItems",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err2];
					else vErrors.push(err2);
					errors++;
				}
				const len0 = data0.length;
				for (let i0 = 0; i0 < len0; i0++) if (typeof data0[i0] !== "string") {
					const err3 = {
						instancePath: instancePath + "/command/" + i0,
						schemaPath: "#/properties/command/items/type",
						keyword: "type",
						params: { type: "string" }
					};
					if (vErrors === null) vErrors = [err3];
					else vErrors.push(err3);
					errors++;
				}
			} else {
				const err4 = {
					instancePath: instancePath + "/command",
					schemaPath: "#/properties/command/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.cwd !== void 0) {
			let data2 = data.cwd;
			if (typeof data2 === "string") {
				if (data2.length < 1) {
					const err5 = {
						instancePath: instancePath + "/cwd",
						schemaPath: "#/properties/cwd/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err5];
					else vErrors.push(err5);
					errors++;
				}
			} else {
				const err6 = {
					instancePath: instancePath + "/cwd",
					schemaPath: "#/properties/cwd/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.env !== void 0) {
			let data3 = data.env;
			if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
				for (const key1 in data3) if (typeof data3[key1] !== "string") {
					const err7 = {
						instancePath: instancePath + "/env/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/env/additionalProperties/type",
						keyword: "type",
						params: { type: "string" }
					};
					if (vErrors === null) vErrors = [err7];
					else vErrors.push(err7);
					errors++;
				}
			} else {
				const err8 = {
					instancePath: instancePath + "/env",
					schemaPath: "#/properties/env/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
		}
		if (data.timeout !== void 0) {
			let data5 = data.timeout;
			if (typeof data5 === "string") {
				if (!pattern0.test(data5)) {
					const err9 = {
						instancePath: instancePath + "/timeout",
						schemaPath: "#/properties/timeout/pattern",
						keyword: "pattern",
						params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
					};
					if (vErrors === null) vErrors = [err9];
					else vErrors.push(err9);
					errors++;
				}
			} else {
				const err10 = {
					instancePath: instancePath + "/timeout",
					schemaPath: "#/properties/timeout/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err10];
				else vErrors.push(err10);
				errors++;
			}
		}
		if (data.writes !== void 0) {
			let data6 = data.writes;
			if (Array.isArray(data6)) {
				if (data6.length < 1) {
					const err11 = {
						instancePath: instancePath + "/writes",
						schemaPath: "#/properties/writes/minItems",
						keyword: "minItems",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err11];
					else vErrors.push(err11);
					errors++;
				}
				const len1 = data6.length;
				for (let i1 = 0; i1 < len1; i1++) {
					let data7 = data6[i1];
					if (typeof data7 === "string") {
						if (data7.length < 1) {
							const err12 = {
								instancePath: instancePath + "/writes/" + i1,
								schemaPath: "#/properties/writes/items/minLength",
								keyword: "minLength",
								params: { limit: 1 }
							};
							if (vErrors === null) vErrors = [err12];
							else vErrors.push(err12);
							errors++;
						}
					} else {
						const err13 = {
							instancePath: instancePath + "/writes/" + i1,
							schemaPath: "#/properties/writes/items/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err13];
						else vErrors.push(err13);
						errors++;
					}
				}
			} else {
				const err14 = {
					instancePath: instancePath + "/writes",
					schemaPath: "#/properties/writes/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err14];
				else vErrors.push(err14);
				errors++;
			}
		}
		if (data.effect !== void 0) {
			let data8 = data.effect;
			if (typeof data8 !== "string") {
				const err15 = {
					instancePath: instancePath + "/effect",
					schemaPath: "#/properties/effect/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err15];
				else vErrors.push(err15);
				errors++;
			}
			if (!(data8 === "write" || data8 === "none")) {
				const err16 = {
					instancePath: instancePath + "/effect",
					schemaPath: "#/properties/effect/enum",
					keyword: "enum",
					params: { allowedValues: schema21.properties.effect.enum }
				};
				if (vErrors === null) vErrors = [err16];
				else vErrors.push(err16);
				errors++;
			}
		}
		if (data.expect !== void 0) {
			let data9 = data.expect;
			if (data9 && typeof data9 == "object" && !Array.isArray(data9)) {
				for (const key2 in data9) if (!(key2 === "exitCode")) {
					const err17 = {
						instancePath: instancePath + "/expect",
						schemaPath: "#/properties/expect/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key2 }
					};
					if (vErrors === null) vErrors = [err17];
					else vErrors.push(err17);
					errors++;
				}
				if (data9.exitCode !== void 0) {
					let data10 = data9.exitCode;
					const _errs25 = errors;
					let valid7 = false;
					let passing0 = null;
					const _errs26 = errors;
					if (!(typeof data10 == "number" && !(data10 % 1) && !isNaN(data10))) {
						const err18 = {
							instancePath: instancePath + "/expect/exitCode",
							schemaPath: "#/properties/expect/properties/exitCode/oneOf/0/type",
							keyword: "type",
							params: { type: "integer" }
						};
						if (vErrors === null) vErrors = [err18];
						else vErrors.push(err18);
						errors++;
					}
					if (typeof data10 == "number") {
						if (data10 > 255 || isNaN(data10)) {
							const err19 = {
								instancePath: instancePath + "/expect/exitCode",
								schemaPath: "#/properties/expect/properties/exitCode/oneOf/0/maximum",
								keyword: "maximum",
								params: {
									comparison: "<=",
									limit: 255
								}
							};
							if (vErrors === null) vErrors = [err19];
							else vErrors.push(err19);
							errors++;
						}
						if (data10 < 0 || isNaN(data10)) {
							const err20 = {
								instancePath: instancePath + "/expect/exitCode",
								schemaPath: "#/properties/expect/properties/exitCode/oneOf/0/minimum",
								keyword: "minimum",
								params: {
									comparison: ">=",
									limit: 0
								}
							};
							if (vErrors === null) vErrors = [err20];
							else vErrors.push(err20);
							errors++;
						}
					}
					var _valid0 = _errs26 === errors;
					if (_valid0) {
						valid7 = true;
						passing0 = 0;
					}
					const _errs28 = errors;
					if (Array.isArray(data10)) {
						if (data10.length < 1) {
							const err21 = {
								instancePath: instancePath + "/expect/exitCode",
								schemaPath: "#/properties/expect/properties/exitCode/oneOf/1/minItems",
								keyword: "minItems",
								params: { limit: 1 }
							};
							if (vErrors === null) vErrors = [err21];
							else vErrors.push(err21);
							errors++;
						}
						const len2 = data10.length;
						for (let i2 = 0; i2 < len2; i2++) {
							let data11 = data10[i2];
							if (!(typeof data11 == "number" && !(data11 % 1) && !isNaN(data11))) {
								const err22 = {
									instancePath: instancePath + "/expect/exitCode/" + i2,
									schemaPath: "#/properties/expect/properties/exitCode/oneOf/1/items/type",
									keyword: "type",
									params: { type: "integer" }
								};
								if (vErrors === null) vErrors = [err22];
								else vErrors.push(err22);
								errors++;
							}
							if (typeof data11 == "number") {
								if (data11 > 255 || isNaN(data11)) {
									const err23 = {
										instancePath: instancePath + "/expect/exitCode/" + i2,
										schemaPath: "#/properties/expect/properties/exitCode/oneOf/1/items/maximum",
										keyword: "maximum",
										params: {
											comparison: "<=",
											limit: 255
										}
									};
									if (vErrors === null) vErrors = [err23];
									else vErrors.push(err23);
									errors++;
								}
								if (data11 < 0 || isNaN(data11)) {
									const err24 = {
										instancePath: instancePath + "/expect/exitCode/" + i2,
										schemaPath: "#/properties/expect/properties/exitCode/oneOf/1/items/minimum",
										keyword: "minimum",
										params: {
											comparison: ">=",
											limit: 0
										}
									};
									if (vErrors === null) vErrors = [err24];
									else vErrors.push(err24);
									errors++;
								}
							}
						}
					} else {
						const err25 = {
							instancePath: instancePath + "/expect/exitCode",
							schemaPath: "#/properties/expect/properties/exitCode/oneOf/1/type",
							keyword: "type",
							params: { type: "array" }
						};
						if (vErrors === null) vErrors = [err25];
						else vErrors.push(err25);
						errors++;
					}
					var _valid0 = _errs28 === errors;
					if (_valid0 && valid7) {
						valid7 = false;
						passing0 = [passing0, 1];
					} else if (_valid0) {
						valid7 = true;
						passing0 = 1;
					}
					if (!valid7) {
						const err26 = {
							instancePath: instancePath + "/expect/exitCode",
							schemaPath: "#/properties/expect/properties/exitCode/oneOf",
							keyword: "oneOf",
							params: { passingSchemas: passing0 }
						};
						if (vErrors === null) vErrors = [err26];
						else vErrors.push(err26);
						errors++;
					} else {
						errors = _errs25;
						if (vErrors !== null) {
							if (_errs25) vErrors.length = _errs25;
							else vErrors = null;
						}
					}
				}
			} else {
				const err27 = {
					instancePath: instancePath + "/expect",
					schemaPath: "#/properties/expect/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err27];
				else vErrors.push(err27);
				errors++;
			}
		}
	} else {
		const err28 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err28];
		else vErrors.push(err28);
		errors++;
	}
	validate20.errors = vErrors;
	return errors === 0;
}
const config0 = validate21;
function validate21(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) for (const key0 in data) {
		const err0 = {
			instancePath,
			schemaPath: "#/additionalProperties",
			keyword: "additionalProperties",
			params: { additionalProperty: key0 }
		};
		if (vErrors === null) vErrors = [err0];
		else vErrors.push(err0);
		errors++;
	}
	else {
		const err1 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err1];
		else vErrors.push(err1);
		errors++;
	}
	validate21.errors = vErrors;
	return errors === 0;
}
const config1 = validate22;
function validate22(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.file === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "file" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "file" || key0 === "create" || key0 === "foreignKeys" || key0 === "busyTimeout" || key0 === "doubleQuotedStrings")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.file !== void 0) {
			let data0 = data.file;
			if (typeof data0 === "string") {
				if (data0.length < 1) {
					const err2 = {
						instancePath: instancePath + "/file",
						schemaPath: "#/properties/file/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err2];
					else vErrors.push(err2);
					errors++;
				}
			} else {
				const err3 = {
					instancePath: instancePath + "/file",
					schemaPath: "#/properties/file/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err3];
				else vErrors.push(err3);
				errors++;
			}
		}
		if (data.create !== void 0) {
			if (typeof data.create !== "boolean") {
				const err4 = {
					instancePath: instancePath + "/create",
					schemaPath: "#/properties/create/type",
					keyword: "type",
					params: { type: "boolean" }
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.foreignKeys !== void 0) {
			if (typeof data.foreignKeys !== "boolean") {
				const err5 = {
					instancePath: instancePath + "/foreignKeys",
					schemaPath: "#/properties/foreignKeys/type",
					keyword: "type",
					params: { type: "boolean" }
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
		if (data.busyTimeout !== void 0) {
			let data3 = data.busyTimeout;
			if (!(typeof data3 == "number" && !(data3 % 1) && !isNaN(data3))) {
				const err6 = {
					instancePath: instancePath + "/busyTimeout",
					schemaPath: "#/properties/busyTimeout/type",
					keyword: "type",
					params: { type: "integer" }
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
			if (typeof data3 == "number") {
				if (data3 < 0 || isNaN(data3)) {
					const err7 = {
						instancePath: instancePath + "/busyTimeout",
						schemaPath: "#/properties/busyTimeout/minimum",
						keyword: "minimum",
						params: {
							comparison: ">=",
							limit: 0
						}
					};
					if (vErrors === null) vErrors = [err7];
					else vErrors.push(err7);
					errors++;
				}
			}
		}
		if (data.doubleQuotedStrings !== void 0) {
			if (typeof data.doubleQuotedStrings !== "boolean") {
				const err8 = {
					instancePath: instancePath + "/doubleQuotedStrings",
					schemaPath: "#/properties/doubleQuotedStrings/type",
					keyword: "type",
					params: { type: "boolean" }
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
		}
	} else {
		const err9 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err9];
		else vErrors.push(err9);
		errors++;
	}
	validate22.errors = vErrors;
	return errors === 0;
}
const config2 = validate23;
const schema24 = {
	"type": "object",
	"additionalProperties": false,
	"properties": {
		"url": { "type": "string" },
		"host": { "type": "string" },
		"port": {
			"type": "integer",
			"minimum": 1,
			"maximum": 65535
		},
		"database": { "type": "string" },
		"user": { "type": "string" },
		"password": { "type": "string" },
		"tls": {
			"type": "object",
			"additionalProperties": false,
			"properties": {
				"mode": {
					"type": "string",
					"enum": [
						"disable",
						"prefer",
						"require",
						"verify-ca",
						"verify-full"
					]
				},
				"ca": { "type": "string" },
				"cert": { "type": "string" },
				"key": { "type": "string" }
			}
		},
		"connectTimeout": {
			"type": "string",
			"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
		},
		"lockTimeout": {
			"type": "string",
			"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
		},
		"statementTimeout": {
			"type": "string",
			"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
		},
		"timeZone": { "type": "string" }
	}
};
function validate23(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		for (const key0 in data) if (!func2.call(schema24.properties, key0)) {
			const err0 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.url !== void 0) {
			if (typeof data.url !== "string") {
				const err1 = {
					instancePath: instancePath + "/url",
					schemaPath: "#/properties/url/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err1];
				else vErrors.push(err1);
				errors++;
			}
		}
		if (data.host !== void 0) {
			if (typeof data.host !== "string") {
				const err2 = {
					instancePath: instancePath + "/host",
					schemaPath: "#/properties/host/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err2];
				else vErrors.push(err2);
				errors++;
			}
		}
		if (data.port !== void 0) {
			let data2 = data.port;
			if (!(typeof data2 == "number" && !(data2 % 1) && !isNaN(data2))) {
				const err3 = {
					instancePath: instancePath + "/port",
					schemaPath: "#/properties/port/type",
					keyword: "type",
					params: { type: "integer" }
				};
				if (vErrors === null) vErrors = [err3];
				else vErrors.push(err3);
				errors++;
			}
			if (typeof data2 == "number") {
				if (data2 > 65535 || isNaN(data2)) {
					const err4 = {
						instancePath: instancePath + "/port",
						schemaPath: "#/properties/port/maximum",
						keyword: "maximum",
						params: {
							comparison: "<=",
							limit: 65535
						}
					};
					if (vErrors === null) vErrors = [err4];
					else vErrors.push(err4);
					errors++;
				}
				if (data2 < 1 || isNaN(data2)) {
					const err5 = {
						instancePath: instancePath + "/port",
						schemaPath: "#/properties/port/minimum",
						keyword: "minimum",
						params: {
							comparison: ">=",
							limit: 1
						}
					};
					if (vErrors === null) vErrors = [err5];
					else vErrors.push(err5);
					errors++;
				}
			}
		}
		if (data.database !== void 0) {
			if (typeof data.database !== "string") {
				const err6 = {
					instancePath: instancePath + "/database",
					schemaPath: "#/properties/database/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.user !== void 0) {
			if (typeof data.user !== "string") {
				const err7 = {
					instancePath: instancePath + "/user",
					schemaPath: "#/properties/user/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
		}
		if (data.password !== void 0) {
			if (typeof data.password !== "string") {
				const err8 = {
					instancePath: instancePath + "/password",
					schemaPath: "#/properties/password/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
		}
		if (data.tls !== void 0) {
			let data6 = data.tls;
			if (data6 && typeof data6 == "object" && !Array.isArray(data6)) {
				for (const key1 in data6) if (!(key1 === "mode" || key1 === "ca" || key1 === "cert" || key1 === "key")) {
					const err9 = {
						instancePath: instancePath + "/tls",
						schemaPath: "#/properties/tls/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key1 }
					};
					if (vErrors === null) vErrors = [err9];
					else vErrors.push(err9);
					errors++;
				}
				if (data6.mode !== void 0) {
					let data7 = data6.mode;
					if (typeof data7 !== "string") {
						const err10 = {
							instancePath: instancePath + "/tls/mode",
							schemaPath: "#/properties/tls/properties/mode/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err10];
						else vErrors.push(err10);
						errors++;
					}
					if (!(data7 === "disable" || data7 === "prefer" || data7 === "require" || data7 === "verify-ca" || data7 === "verify-full")) {
						const err11 = {
							instancePath: instancePath + "/tls/mode",
							schemaPath: "#/properties/tls/properties/mode/enum",
							keyword: "enum",
							params: { allowedValues: schema24.properties.tls.properties.mode.enum }
						};
						if (vErrors === null) vErrors = [err11];
						else vErrors.push(err11);
						errors++;
					}
				}
				if (data6.ca !== void 0) {
					if (typeof data6.ca !== "string") {
						const err12 = {
							instancePath: instancePath + "/tls/ca",
							schemaPath: "#/properties/tls/properties/ca/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err12];
						else vErrors.push(err12);
						errors++;
					}
				}
				if (data6.cert !== void 0) {
					if (typeof data6.cert !== "string") {
						const err13 = {
							instancePath: instancePath + "/tls/cert",
							schemaPath: "#/properties/tls/properties/cert/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err13];
						else vErrors.push(err13);
						errors++;
					}
				}
				if (data6.key !== void 0) {
					if (typeof data6.key !== "string") {
						const err14 = {
							instancePath: instancePath + "/tls/key",
							schemaPath: "#/properties/tls/properties/key/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err14];
						else vErrors.push(err14);
						errors++;
					}
				}
			} else {
				const err15 = {
					instancePath: instancePath + "/tls",
					schemaPath: "#/properties/tls/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err15];
				else vErrors.push(err15);
				errors++;
			}
		}
		if (data.connectTimeout !== void 0) {
			let data11 = data.connectTimeout;
			if (typeof data11 === "string") {
				if (!pattern0.test(data11)) {
					const err16 = {
						instancePath: instancePath + "/connectTimeout",
						schemaPath: "#/properties/connectTimeout/pattern",
						keyword: "pattern",
						params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
					};
					if (vErrors === null) vErrors = [err16];
					else vErrors.push(err16);
					errors++;
				}
			} else {
				const err17 = {
					instancePath: instancePath + "/connectTimeout",
					schemaPath: "#/properties/connectTimeout/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err17];
				else vErrors.push(err17);
				errors++;
			}
		}
		if (data.lockTimeout !== void 0) {
			let data12 = data.lockTimeout;
			if (typeof data12 === "string") {
				if (!pattern0.test(data12)) {
					const err18 = {
						instancePath: instancePath + "/lockTimeout",
						schemaPath: "#/properties/lockTimeout/pattern",
						keyword: "pattern",
						params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
					};
					if (vErrors === null) vErrors = [err18];
					else vErrors.push(err18);
					errors++;
				}
			} else {
				const err19 = {
					instancePath: instancePath + "/lockTimeout",
					schemaPath: "#/properties/lockTimeout/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err19];
				else vErrors.push(err19);
				errors++;
			}
		}
		if (data.statementTimeout !== void 0) {
			let data13 = data.statementTimeout;
			if (typeof data13 === "string") {
				if (!pattern0.test(data13)) {
					const err20 = {
						instancePath: instancePath + "/statementTimeout",
						schemaPath: "#/properties/statementTimeout/pattern",
						keyword: "pattern",
						params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
					};
					if (vErrors === null) vErrors = [err20];
					else vErrors.push(err20);
					errors++;
				}
			} else {
				const err21 = {
					instancePath: instancePath + "/statementTimeout",
					schemaPath: "#/properties/statementTimeout/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err21];
				else vErrors.push(err21);
				errors++;
			}
		}
		if (data.timeZone !== void 0) {
			if (typeof data.timeZone !== "string") {
				const err22 = {
					instancePath: instancePath + "/timeZone",
					schemaPath: "#/properties/timeZone/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err22];
				else vErrors.push(err22);
				errors++;
			}
		}
	} else {
		const err23 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err23];
		else vErrors.push(err23);
		errors++;
	}
	validate23.errors = vErrors;
	return errors === 0;
}
const config3 = validate24;
function validate24(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.baseUrl === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "baseUrl" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "baseUrl" || key0 === "headers" || key0 === "timeout" || key0 === "retries" || key0 === "redirects" || key0 === "maxBodyBytes" || key0 === "idempotencyKey" || key0 === "tls")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.baseUrl !== void 0) {
			if (typeof data.baseUrl !== "string") {
				const err2 = {
					instancePath: instancePath + "/baseUrl",
					schemaPath: "#/properties/baseUrl/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err2];
				else vErrors.push(err2);
				errors++;
			}
		}
		if (data.headers !== void 0) {
			let data1 = data.headers;
			if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
				for (const key1 in data1) if (typeof data1[key1] !== "string") {
					const err3 = {
						instancePath: instancePath + "/headers/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/headers/additionalProperties/type",
						keyword: "type",
						params: { type: "string" }
					};
					if (vErrors === null) vErrors = [err3];
					else vErrors.push(err3);
					errors++;
				}
			} else {
				const err4 = {
					instancePath: instancePath + "/headers",
					schemaPath: "#/properties/headers/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.timeout !== void 0) {
			let data3 = data.timeout;
			if (typeof data3 === "string") {
				if (!pattern0.test(data3)) {
					const err5 = {
						instancePath: instancePath + "/timeout",
						schemaPath: "#/properties/timeout/pattern",
						keyword: "pattern",
						params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
					};
					if (vErrors === null) vErrors = [err5];
					else vErrors.push(err5);
					errors++;
				}
			} else {
				const err6 = {
					instancePath: instancePath + "/timeout",
					schemaPath: "#/properties/timeout/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.retries !== void 0) {
			let data4 = data.retries;
			if (!(typeof data4 == "number" && !(data4 % 1) && !isNaN(data4))) {
				const err7 = {
					instancePath: instancePath + "/retries",
					schemaPath: "#/properties/retries/type",
					keyword: "type",
					params: { type: "integer" }
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
			if (typeof data4 == "number") {
				if (data4 > 20 || isNaN(data4)) {
					const err8 = {
						instancePath: instancePath + "/retries",
						schemaPath: "#/properties/retries/maximum",
						keyword: "maximum",
						params: {
							comparison: "<=",
							limit: 20
						}
					};
					if (vErrors === null) vErrors = [err8];
					else vErrors.push(err8);
					errors++;
				}
				if (data4 < 0 || isNaN(data4)) {
					const err9 = {
						instancePath: instancePath + "/retries",
						schemaPath: "#/properties/retries/minimum",
						keyword: "minimum",
						params: {
							comparison: ">=",
							limit: 0
						}
					};
					if (vErrors === null) vErrors = [err9];
					else vErrors.push(err9);
					errors++;
				}
			}
		}
		if (data.redirects !== void 0) {
			let data5 = data.redirects;
			if (!(typeof data5 == "number" && !(data5 % 1) && !isNaN(data5))) {
				const err10 = {
					instancePath: instancePath + "/redirects",
					schemaPath: "#/properties/redirects/type",
					keyword: "type",
					params: { type: "integer" }
				};
				if (vErrors === null) vErrors = [err10];
				else vErrors.push(err10);
				errors++;
			}
			if (typeof data5 == "number") {
				if (data5 > 50 || isNaN(data5)) {
					const err11 = {
						instancePath: instancePath + "/redirects",
						schemaPath: "#/properties/redirects/maximum",
						keyword: "maximum",
						params: {
							comparison: "<=",
							limit: 50
						}
					};
					if (vErrors === null) vErrors = [err11];
					else vErrors.push(err11);
					errors++;
				}
				if (data5 < 0 || isNaN(data5)) {
					const err12 = {
						instancePath: instancePath + "/redirects",
						schemaPath: "#/properties/redirects/minimum",
						keyword: "minimum",
						params: {
							comparison: ">=",
							limit: 0
						}
					};
					if (vErrors === null) vErrors = [err12];
					else vErrors.push(err12);
					errors++;
				}
			}
		}
		if (data.maxBodyBytes !== void 0) {
			let data6 = data.maxBodyBytes;
			if (!(typeof data6 == "number" && !(data6 % 1) && !isNaN(data6))) {
				const err13 = {
					instancePath: instancePath + "/maxBodyBytes",
					schemaPath: "#/properties/maxBodyBytes/type",
					keyword: "type",
					params: { type: "integer" }
				};
				if (vErrors === null) vErrors = [err13];
				else vErrors.push(err13);
				errors++;
			}
			if (typeof data6 == "number") {
				if (data6 < 1 || isNaN(data6)) {
					const err14 = {
						instancePath: instancePath + "/maxBodyBytes",
						schemaPath: "#/properties/maxBodyBytes/minimum",
						keyword: "minimum",
						params: {
							comparison: ">=",
							limit: 1
						}
					};
					if (vErrors === null) vErrors = [err14];
					else vErrors.push(err14);
					errors++;
				}
			}
		}
		if (data.idempotencyKey !== void 0) {
			let data7 = data.idempotencyKey;
			if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
				for (const key2 in data7) if (!(key2 === "header" || key2 === "honoured")) {
					const err15 = {
						instancePath: instancePath + "/idempotencyKey",
						schemaPath: "#/properties/idempotencyKey/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key2 }
					};
					if (vErrors === null) vErrors = [err15];
					else vErrors.push(err15);
					errors++;
				}
				if (data7.header !== void 0) {
					if (typeof data7.header !== "string") {
						const err16 = {
							instancePath: instancePath + "/idempotencyKey/header",
							schemaPath: "#/properties/idempotencyKey/properties/header/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err16];
						else vErrors.push(err16);
						errors++;
					}
				}
				if (data7.honoured !== void 0) {
					if (typeof data7.honoured !== "boolean") {
						const err17 = {
							instancePath: instancePath + "/idempotencyKey/honoured",
							schemaPath: "#/properties/idempotencyKey/properties/honoured/type",
							keyword: "type",
							params: { type: "boolean" }
						};
						if (vErrors === null) vErrors = [err17];
						else vErrors.push(err17);
						errors++;
					}
				}
			} else {
				const err18 = {
					instancePath: instancePath + "/idempotencyKey",
					schemaPath: "#/properties/idempotencyKey/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err18];
				else vErrors.push(err18);
				errors++;
			}
		}
		if (data.tls !== void 0) {
			let data10 = data.tls;
			if (data10 && typeof data10 == "object" && !Array.isArray(data10)) {
				for (const key3 in data10) if (!(key3 === "ca" || key3 === "cert" || key3 === "key" || key3 === "serverName")) {
					const err19 = {
						instancePath: instancePath + "/tls",
						schemaPath: "#/properties/tls/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key3 }
					};
					if (vErrors === null) vErrors = [err19];
					else vErrors.push(err19);
					errors++;
				}
				if (data10.ca !== void 0) {
					if (typeof data10.ca !== "string") {
						const err20 = {
							instancePath: instancePath + "/tls/ca",
							schemaPath: "#/properties/tls/properties/ca/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err20];
						else vErrors.push(err20);
						errors++;
					}
				}
				if (data10.cert !== void 0) {
					if (typeof data10.cert !== "string") {
						const err21 = {
							instancePath: instancePath + "/tls/cert",
							schemaPath: "#/properties/tls/properties/cert/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err21];
						else vErrors.push(err21);
						errors++;
					}
				}
				if (data10.key !== void 0) {
					if (typeof data10.key !== "string") {
						const err22 = {
							instancePath: instancePath + "/tls/key",
							schemaPath: "#/properties/tls/properties/key/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err22];
						else vErrors.push(err22);
						errors++;
					}
				}
				if (data10.serverName !== void 0) {
					if (typeof data10.serverName !== "string") {
						const err23 = {
							instancePath: instancePath + "/tls/serverName",
							schemaPath: "#/properties/tls/properties/serverName/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err23];
						else vErrors.push(err23);
						errors++;
					}
				}
			} else {
				const err24 = {
					instancePath: instancePath + "/tls",
					schemaPath: "#/properties/tls/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err24];
				else vErrors.push(err24);
				errors++;
			}
		}
	} else {
		const err25 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err25];
		else vErrors.push(err25);
		errors++;
	}
	validate24.errors = vErrors;
	return errors === 0;
}
const config4 = validate25;
function validate25(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) for (const key0 in data) {
		const err0 = {
			instancePath,
			schemaPath: "#/additionalProperties",
			keyword: "additionalProperties",
			params: { additionalProperty: key0 }
		};
		if (vErrors === null) vErrors = [err0];
		else vErrors.push(err0);
		errors++;
	}
	else {
		const err1 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err1];
		else vErrors.push(err1);
		errors++;
	}
	validate25.errors = vErrors;
	return errors === 0;
}
/** The compiled schemas of the built-in step types' inputs, by `uses`, and of the drivers' configurations, by kind. */
const validators = {
	inputs: {
		"core/wait": input0,
		"file/write": input1,
		"file/copy": input2,
		"file/move": input3,
		"file/delete": input4,
		"file/replace": input5,
		"file/check": input6,
		"sql/execute": input7,
		"sql/query": input8,
		"http/request": input9,
		"exec/run": input10
	},
	configs: {
		"files": config0,
		"sqlite": config1,
		"postgres": config2,
		"http": config3,
		"process": config4
	}
};
// ../../work/main/packages/cli/src/compose/compiled-schemas.ts
var compiled_schemas_exports = /* @__PURE__ */ __exportAll({ compiledSchemas: () => compiledSchemas });
/** The schemas of the built-in plugins, compiled when Backout was built. */
const compiledSchemas = validators;
export { compiled_schemas_exports as n, compiledSchemas as t };

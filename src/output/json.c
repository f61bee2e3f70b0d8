/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as a JSON document. */
#include "config.h"

#include <json.h>

#include "output/json.h"

#define FORM_VERSION 1 /* raise it when a reader of the old form would misread the new one */

/* A NULL string is null. False when there is no memory; then nothing was added. */
static bool add_string(struct json_object *object, const char *key, const char *string)
{
	struct json_object *value = NULL;

	if (string) {
		value = json_object_new_string(string);
		if (!value)
			return false;
	}
	if (json_object_object_add(object, key, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

static struct json_object *finding_object(const struct finding *finding)
{
	struct json_object *object = json_object_new_object();

	if (object && add_string(object, "check", finding->check) &&
	    add_string(object, "verdict", verdict_name(finding->verdict)) &&
	    add_string(object, "cause", finding->cause ? finding->cause->name : NULL) &&
	    add_string(object, "subject", finding->subject) &&
	    add_string(object, "summary", finding->summary) &&
	    add_string(object, "remedy", finding->remedy) &&
	    (!finding->kernel || add_string(object, "kernel", finding->kernel)))
		return object;
	json_object_put(object);
	return NULL;
}

static bool add_findings(struct json_object *document, const struct report *report)
{
	struct json_object *findings = json_object_new_array();

	if (!findings || json_object_object_add(document, "findings", findings) < 0) {
		json_object_put(findings);
		return false;
	}
	for (size_t i = 0; i < report->count; i++) {
		struct json_object *object = finding_object(&report->findings[i]);

		if (!object || json_object_array_add(findings, object) < 0) {
			json_object_put(object);
			return false;
		}
	}
	return true;
}

/* With --verbose only. */
static bool add_facts(struct json_object *document, const struct report *report)
{
	struct json_object *facts;

	if (report->fact_count == 0)
		return true;
	facts = json_object_new_array();
	if (!facts || json_object_object_add(document, "seen", facts) < 0) {
		json_object_put(facts);
		return false;
	}
	for (size_t i = 0; i < report->fact_count; i++) {
		struct json_object *object = json_object_new_object();

		if (!object || !add_string(object, "name", report->facts[i].name) ||
		    !add_string(object, "value", report->facts[i].value) ||
		    json_object_array_add(facts, object) < 0) {
			json_object_put(object);
			return false;
		}
	}
	return true;
}

static bool add_version(struct json_object *document)
{
	struct json_object *version = json_object_new_int(FORM_VERSION);

	if (version && json_object_object_add(document, "version", version) == 0)
		return true;
	json_object_put(version);
	return false;
}

char *json_report(const struct report *report)
{
	struct json_object *document = json_object_new_object();
	char *text = NULL;

	if (document && add_version(document) &&
	    add_string(document, "verdict", fitness_name(report_fitness(report))) &&
	    add_string(document, "kernel", report->kernel) &&
	    add_string(document, "root", report->root) &&
	    add_string(document, "runtime", report->runtime) && add_findings(document, report) &&
	    add_facts(document, report)) {
		const char *written = json_object_to_json_string_ext(
			document, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);

		text = written ? format_text("%s\n", written) : NULL;
	}
	json_object_put(document);
	return text;
}

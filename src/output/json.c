/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as a JSON document. */
#include "config.h"

#include "core/report.h"
#include "output/json.h"
#include "text/document.h"

#define FORM_VERSION 1 /* raise it when a reader of the old form would misread the new one */

static struct json_object *fact_object(const struct fact *fact)
{
	struct json_object *object = document_new();

	document_add_string(object, "name", fact->name);
	document_add_string(object, "value", fact->value);
	return object;
}

/* With --verbose only. */
static void add_facts(struct json_object *document, const struct report *report)
{
	struct json_object *facts;

	if (report->fact_count == 0)
		return;
	facts = document_add_list(document, "seen");
	for (size_t i = 0; i < report->fact_count; i++)
		document_append(facts, fact_object(&report->facts[i]));
}

/* What the gate does on this node, and what it did: null where no one asked it. */
static void add_gate(struct json_object *document, const struct report *report)
{
	struct json_object *released;
	_cleanup_free_ char *at = NULL;

	document_add_string(document, "mode", gate_mode_name(report->mode));
	if (report->of_gate)
		document_add_bool(document, "held_back", !report_opens(report));
	else
		document_add(document, "held_back", NULL);
	if (!report->released_by) {
		document_add(document, "released", NULL);
		return;
	}
	at = report_time(report->released_at);
	released = document_new();
	document_add_string(released, "by", report->released_by);
	document_add_string(released, "at", at);
	document_add(document, "released", released);
}

/* Null where the node is proven fit, or no earlier fit gate is known. */
static void add_last_fit(struct json_object *document, const struct report *report)
{
	struct json_object *object = NULL, *since;

	if (report->last_fit.facts[FIT_KERNEL]) {
		object = document_new();
		fit_record_add(object, &report->last_fit);
		since = document_add_list(object, "since");
		for (char **change = report->since; change && *change; change++)
			document_append_string(since, *change);
	}
	document_add(document, "last_fit", object);
}

/* Where the look had no runtime to ask the key is null. */
static void add_cri(struct json_object *document, const struct report_cri *cri)
{
	struct json_object *object = NULL;

	if (cri->endpoint) {
		object = document_new();
		document_add_string(object, "name", cri->name);
		document_add_string(object, "version", cri->version);
		document_add_string(object, "endpoint", cri->endpoint);
		document_add_bool(object, "asked", cri->asked);
		document_add_string(object, "why", cri->why);
		document_add_number(object, "waited_ms", cri->waited_ms);
	}
	document_add(document, "cri", object);
}

char *json_report(const struct report *report)
{
	struct json_object *document = document_new();

	document_add_number(document, "version", FORM_VERSION);
	document_add_string(document, "verdict", fitness_name(report_fitness(report)));
	document_add_string(document, "kernel", report->kernel);
	document_add_string(document, "root", report->root);
	document_add_string(document, "runtime", report->runtime);
	document_add_string(document, "by_policy", report_by_policy(report));
	add_gate(document, report);
	add_cri(document, &report->cri);
	add_last_fit(document, report);
	json_add_findings(document, report);
	add_facts(document, report);
	return document_finish(document);
}

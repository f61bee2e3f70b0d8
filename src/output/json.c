/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as a JSON document. */
#include "config.h"

#include "core/finding_json.h"
#include "output/json.h"
#include "text/document.h"

#define FORM_VERSION 1 /* raise it when a reader of the old form would misread the new one */

static struct json_object *fact_object(const struct fact *fact)
{
	struct json_object *object = json_object_new_object();

	if (object && document_add_string(object, "name", fact->name) &&
	    document_add_string(object, "value", fact->value))
		return object;
	json_object_put(object);
	return NULL;
}

/* With --verbose only. */
static bool add_facts(struct json_object *document, const struct report *report)
{
	struct json_object *facts;

	if (report->fact_count == 0)
		return true;
	facts = document_add_list(document, "seen");
	for (size_t i = 0; facts && i < report->fact_count; i++)
		if (!document_append(facts, fact_object(&report->facts[i])))
			return false;
	return facts != NULL;
}

char *json_report(const struct report *report)
{
	struct json_object *document = json_object_new_object();
	char *text = NULL;

	if (document && document_add_number(document, "version", FORM_VERSION) &&
	    document_add_string(document, "verdict", fitness_name(report_fitness(report))) &&
	    document_add_string(document, "kernel", report->kernel) &&
	    document_add_string(document, "root", report->root) &&
	    document_add_string(document, "runtime", report->runtime) &&
	    json_add_findings(document, report) && add_facts(document, report))
		text = document_text(document);
	json_object_put(document);
	if (!text)
		out_of_memory();
	return text;
}

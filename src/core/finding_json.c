/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The findings of a report in a JSON document. */
#include "config.h"

#include "core/finding_json.h"
#include "text/document.h"

static struct json_object *finding_object(const struct finding *finding)
{
	struct json_object *object = document_new();

	document_add_string(object, "check", finding->check);
	document_add_string(object, "verdict", verdict_name(finding->verdict));
	document_add_string(object, "cause", finding->cause ? finding->cause->name : NULL);
	document_add_string(object, "subject", finding->subject);
	document_add_string(object, "summary", finding->summary);
	document_add_string(object, "remedy", finding->remedy);
	document_add_string(object, "remedy_kind", remedy_kind_name(finding->remedy_kind));
	document_add_string(object, "remedy_note", finding->note);
	document_add_string(object, "policy", finding->policy);
	if (finding->kernel)
		document_add_string(object, "kernel", finding->kernel);
	return object;
}

void json_add_findings(struct json_object *document, const struct report *report)
{
	struct json_object *findings = document_add_list(document, "findings");

	for (size_t i = 0; i < report->count; i++)
		document_append(findings, finding_object(&report->findings[i]));
}

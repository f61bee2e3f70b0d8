/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The findings of a report in a JSON document. */
#include "config.h"

#include "core/finding_json.h"
#include "text/document.h"

static struct json_object *finding_object(const struct finding *finding)
{
	struct json_object *object = json_object_new_object();

	if (object && document_add_string(object, "check", finding->check) &&
	    document_add_string(object, "verdict", verdict_name(finding->verdict)) &&
	    document_add_string(object, "cause", finding->cause ? finding->cause->name : NULL) &&
	    document_add_string(object, "subject", finding->subject) &&
	    document_add_string(object, "summary", finding->summary) &&
	    document_add_string(object, "remedy", finding->remedy) &&
	    (!finding->kernel || document_add_string(object, "kernel", finding->kernel)))
		return object;
	json_object_put(object);
	return NULL;
}

bool json_add_findings(struct json_object *document, const struct report *report)
{
	struct json_object *findings = document_add_list(document, "findings");

	for (size_t i = 0; findings && i < report->count; i++)
		if (!document_append(findings, finding_object(&report->findings[i])))
			return false;
	return findings != NULL;
}

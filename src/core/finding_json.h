/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The findings of a report in a JSON document: those of the node, of the overlay. */
#pragma once

#include "core/report.h"

struct json_object; /* of json-c */

/* The findings, as they stand in each document. */
void json_add_findings(struct json_object *document, const struct report *report);

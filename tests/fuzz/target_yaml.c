/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: one setting of the kubelet's configuration. */
#include "config.h"

#include <errno.h>

#include "target.h"
#include "text/yaml.h"
#include "util/util.h"

void target_yaml(const char *text, size_t size)
{
	char *value = UNTOUCHED, *fault = UNTOUCHED;
	unsigned int line = 0;
	int r = yaml_take_text(text, size, "containerRuntimeEndpoint", &value, &fault, &line);

	CLAIM(r == 0 || r == -EBADMSG);
	CLAIM((r == 0) == (value != UNTOUCHED));
	CLAIM((r == -EBADMSG) == (fault != UNTOUCHED));
	if (r == 0) {
		CLAIM(!value || *value);
		free(value);
	} else {
		claim_message(fault);
		free(fault);
	}
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names in the world of CNI: those of its configuration files, and those of its networks. */
#include "config.h"

#include <errno.h>

#include "cni/network.h"
#include "text/record.h"

bool cni_is_candidate(const char *file_name)
{
	return text_ends(file_name, ".conf") || text_ends(file_name, ".conflist") ||
	       text_ends(file_name, ".json");
}

enum cni_form cni_form_of(const char *file_name)
{
	return text_ends(file_name, ".conflist") ? CNI_LIST : CNI_SINGLE;
}

int cni_check_name(const struct cni_config *config, char **ret_fault)
{
	static const char alphanumeric[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "0123456789";
	const char *rest = config->name + strspn(config->name, alphanumeric);

	if (!*config->name && !config->name_cut)
		return record_fault(ret_fault, "it has no \"name\", or an empty one");
	if (rest == config->name)
		return record_fault(ret_fault,
				    "\"name\" is \"%s\" and does not begin with a "
				    "letter or a digit",
				    config->name);
	while (*rest && (strchr(alphanumeric, *rest) || strchr("_.-", *rest)))
		rest++;
	if (*rest || config->name_cut)
		return record_fault(ret_fault,
				    "\"name\" is \"%s\" and holds something else than "
				    "letters, digits, '_', '.' and '-'",
				    config->name);
	return 0;
}

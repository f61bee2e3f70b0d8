/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a network needs that the runtime has loaded, whatever is in the directory by now. */
#include "config.h"

#include "cni/plugins/check.h"

void cni_loaded_needs(const struct cri_network *network, struct cni_needs *ret)
{
	struct cni_config config = {0};
	struct cni_fault fault = {0};

	if (network->source && cni_parse(network->source, strlen(network->source), CNI_LIST, &config,
					 &fault) == 0) {
		cni_needs_read(&config, ret);
		cni_config_free(&config);
		return;
	}
	cni_fault_free(&fault);
	/* A list whose plugins come from files of their own; or one that this program does not understand. */
	cni_needs_list((const char *const *)network->types, ret);
}

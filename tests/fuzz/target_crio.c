/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: CRI-O's configuration. */
#include "config.h"

#include <errno.h>

#include "runtime/crio.h"
#include "target.h"
#include "util/util.h"

void target_crio(const char *text, size_t size)
{
	struct crio_config config;
	struct toml_fault fault = {0};
	int r;

	crio_config_default(&config);
	r = crio_config_update(&config, text, size, &fault);
	CLAIM(r == 0 || r == -EBADMSG);
	CLAIM((r == -EBADMSG) == (fault.words != NULL));
	CLAIM(r < 0 || (config.network_dir && config.plugin_dirs));
	if (fault.words)
		claim_message(fault.words);
	free(fault.words);
	crio_config_free(&config);
}

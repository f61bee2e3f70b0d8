/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: CNI configuration, from its text to what an ADD of it needs. */
#include "config.h"

#include <errno.h>

#include "cni/needs.h"
#include "cni/network.h"
#include "target.h"
#include "util/util.h"

static void claim_needs(const struct cni_config *config)
{
	struct cni_needs needs;

	cni_needs_read(config, &needs);
	CLAIM(needs.plugin_count <= CNI_NEEDS_MAX && needs.file_count <= CNI_NEEDS_MAX);
	for (size_t i = 0; i < needs.plugin_count; i++)
		CLAIM(*needs.plugins[i].type && !strchr(needs.plugins[i].type, '/'));
	for (size_t i = 0; i < needs.file_count; i++)
		CLAIM(*needs.files[i].path == '/');
	if (needs.fault)
		claim_message(needs.fault);
	cni_needs_free(&needs);
}

static void claim_config(struct cni_config *config, const char *text, size_t size)
{
	_cleanup_free_ char *name_fault = NULL, *version_fault = NULL;
	struct cni_fault fault = {0};
	size_t count = config->count;
	int r;

	CLAIM(count <= CNI_PLUGINS_MAX && config->name && config->version);
	for (size_t i = 0; i < count; i++) {
		CLAIM(*config->plugins[i].type && !strchr(config->plugins[i].type, '/'));
		CLAIM(config->plugins[i].record);
	}
	if (cni_check_name(config, &name_fault) == -EBADMSG)
		claim_message(name_fault);
	if (cni_version_check(config->version, &version_fault) == -EBADMSG)
		claim_message(version_fault);
	claim_needs(config);
	r = cni_parse_plugin(text, size, config, &fault);
	CLAIM(config->count == count + (r == 0));
	if (r == -EBADMSG)
		claim_message(fault.text);
	cni_fault_free(&fault);
}

void target_cni(const char *text, size_t size)
{
	static const enum cni_form forms[] = {CNI_LIST, CNI_SINGLE};

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		struct cni_config config = {.name = UNTOUCHED};
		struct cni_fault fault = {0};
		int r = cni_parse(text, size, forms[i], &config, &fault);

		CLAIM(r == 0 || r == -EBADMSG || r == -EFBIG || r == -E2BIG);
		CLAIM((r == -EBADMSG) == (fault.text != NULL));
		if (r == 0) {
			claim_config(&config, text, size);
			cni_config_free(&config);
		} else {
			CLAIM(config.name == UNTOUCHED);
			if (fault.text)
				claim_message(fault.text);
		}
		cni_fault_free(&fault);
	}
}

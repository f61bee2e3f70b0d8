/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What CRI-O's configuration says of CNI (pkg/config/config.go of 1.26 and HEAD). */
#include "config.h"

#include "runtime/crio_config.h"
#include "util/util.h"

#define DEFAULT_NETWORK_DIR "/etc/cni/net.d"

void crio_config_free(struct crio_config *config)
{
	free(config->network_dir);
	strv_free(config->plugin_dirs);
	free(config->plugin_dir);
	free(config->default_network);
	*config = (struct crio_config){0};
}

void crio_config_default(struct crio_config *ret)
{
	*ret = (struct crio_config){.network_dir = xstrdup(DEFAULT_NETWORK_DIR)};
	strv_append(&ret->plugin_dirs, CRIO_PLUGIN_DIR);
}

/* An empty string is as none at all. */
static int take_text(const struct toml *network, const char *key, char **ret,
		     struct toml_fault *ret_fault)
{
	const char *text = NULL;
	int r = toml_take_text(network, key, &text, ret_fault);

	if (r < 0 || !text)
		return r;
	free(*ret);
	*ret = *text ? xstrdup(text) : NULL;
	return 0;
}

static int read_network(const struct toml *network, struct crio_config *config,
			struct toml_fault *ret_fault)
{
	int r = take_text(network, "network_dir", &config->network_dir, ret_fault);

	if (r == 0 && !config->network_dir)
		return toml_complain(ret_fault, toml_get_folded(network, "network_dir")->line,
				     "network_dir is empty, and CRI-O cannot make it");
	if (r == 0)
		r = toml_take_texts(network, "plugin_dirs", &config->plugin_dirs, ret_fault);
	if (r == 0)
		r = take_text(network, "plugin_dir", &config->plugin_dir, ret_fault);
	if (r == 0)
		r = take_text(network, "cni_default_network", &config->default_network, ret_fault);
	return r;
}

int crio_config_update(struct crio_config *config, const char *text, size_t size,
		       struct toml_fault *ret_fault)
{
	_cleanup_(toml_free) struct toml document = {0};
	const struct toml *crio, *network;
	int r = toml_parse(text, size, TOML_STRICT, &document, ret_fault);

	if (r < 0)
		return r;
	crio = toml_get_folded(&document, "crio");
	if (crio && crio->kind != TOML_TABLE)
		return toml_complain(ret_fault, crio->line, "crio is not a table");
	network = toml_get_folded(crio, "network");
	return network ? read_network(network, config, ret_fault) : 0;
}

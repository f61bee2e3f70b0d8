/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What CRI-O's configuration says of CNI (pkg/config/config.go of 1.26 and HEAD). */
#include "config.h"

#include <errno.h>

#include "runtime/crio.h"
#include "runtime/service.h"
#include "runtime/service_unit.h"

#define DEFAULT_NETWORK_DIR "/etc/cni/net.d"

/* Directories in the drop-in directory; CRI-O knows no limit. */
#define DEPTH_MAX 8

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
	int r = toml_take_copy(network, key, ret, ret_fault);

	if (r == 0 && *ret && !**ret)
		free(TAKE(*ret));
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
	r = take_text(network, "network_dir", &config->network_dir, ret_fault);
	if (r == 0 && !config->network_dir)
		return toml_complain(ret_fault, toml_get_folded(network, "network_dir")->line,
				     "network_dir is empty, and CRI-O cannot make it");
	return r ?: toml_take_texts(network, "plugin_dirs", &config->plugin_dirs, ret_fault)
		 ?: take_text(network, "plugin_dir", &config->plugin_dir, ret_fault)
		 ?: take_text(network, "cni_default_network", &config->default_network, ret_fault);
}

struct reading {
	const struct context *ctx;
	struct crio_config *config;
	char **last;
	unsigned int files;
	struct runtime_fault *fault;
};

static int read_one(struct reading *reading, const char *path)
{
	_cleanup_free_ char *text = NULL;
	struct toml_fault toml = {0};
	size_t size;
	int r = runtime_file_read(reading->ctx, path, &text, &size, reading->fault);

	if (r <= 0)
		return r;
	r = crio_config_update(reading->config, text, size, &toml);
	if (r < 0)
		return runtime_file_blame_toml(reading->fault, path, &toml, r);
	free(*reading->last);
	*reading->last = xstrdup(path);
	return 0;
}

/* As filepath.Walk(): a link to a directory is none, and CRI-O fails to read it as a file. */
static int read_directory(struct reading *reading, const char *path, unsigned int depth)
{
	_cleanup_strv_ char **names = NULL;
	int r = sysroot_list(reading->ctx->root, path, SYSROOT_ENTRIES_MAX, &names);

	if (r == 0 && depth > DEPTH_MAX)
		r = -E2BIG;
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return runtime_blame_error(reading->fault, path, r);
	for (char **name = names; *name && r == 0; name++) {
		_cleanup_free_ char *entry = format_text("%s/%s", path, *name);
		struct stat status;

		if (sysroot_lstat(reading->ctx->root, entry, &status) == 0 &&
		    S_ISDIR(status.st_mode))
			r = read_directory(reading, entry, depth + 1);
		else if (++reading->files > RUNTIME_FILES_MAX)
			r = runtime_blame(reading->fault, entry, -E2BIG,
					  "there are too many files");
		else
			r = read_one(reading, entry);
	}
	return r;
}

/* What an option says takes the place of what stands there. */
static void take_option(const char *command, const char *option, char **place)
{
	char *value = command_option(command, option);

	if (!value)
		return;
	free(*place);
	*place = value;
}

void crio_use_options(const char *command, const char *conf_dir, const char *bin_dir,
		      struct crio_config *config)
{
	_cleanup_strv_ char **values = NULL;
	_cleanup_free_ char *dirs = NULL;
	char *state = NULL;

	take_option(command, conf_dir, &config->network_dir);
	command_options(command, bin_dir, &values);
	if (!values)
		return;
	strv_free(TAKE(config->plugin_dirs));
	dirs = strv_join(values, ",");
	for (char *dir = strtok_r(dirs, ",", &state); dir; dir = strtok_r(NULL, ",", &state))
		strv_append(&config->plugin_dirs, dir);
}

bool crio_takes_dropin(const struct context *ctx, const char *name, const char *last)
{
	static const char *const options[] = {"--config-dir", "-d", "--cni-plugin-dir", "--cni-default-network"};
	static const char *const variables[] = {"CONTAINER_CONFIG_DIR", "CONTAINER_CNI_PLUGIN_DIR",
						"CONTAINER_CNI_DEFAULT_NETWORK"};
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	_cleanup_free_ char *path = format_text(CRIO_DROPINS "/%s", name), *value = NULL;
	_cleanup_free_ char *command = NULL, *environment = NULL;
	int r = service_command(ctx, "crio.service", &command, &environment, &fault);

	if (r < 0 || sysroot_exists(ctx->root, path) ||
	    (last && text_starts(last, CRIO_DROPINS "/") && strcmp(last, path) > 0))
		return false;
	for (size_t i = 0; r > 0 && i < ARRAY_SIZE(options); i++)
		take_option(command, options[i], &value);
	for (size_t i = 0; r > 0 && i < ARRAY_SIZE(variables); i++)
		take_option(environment, variables[i], &value);
	return !value;
}

int crio_read(const struct context *ctx, struct crio_config *ret, char **ret_last,
	      struct runtime_fault *fault)
{
	_cleanup_(crio_config_free) struct crio_config config = {0};
	_cleanup_free_ char *command = NULL, *environment = NULL, *file = NULL, *directory = NULL;
	_cleanup_free_ char *last = NULL;
	struct reading reading = {.ctx = ctx, .config = &config, .last = &last, .fault = fault};
	struct stat status;
	int r = service_command(ctx, "crio.service", &command, &environment, fault);

	if (r < 0)
		return r;
	/* The command line wins over the environment, and both over the files. */
	if (r > 0) {
		file = service_option_path(ctx, command, "--config", "-c")
			       ?: service_option_path(ctx, environment, "CONTAINER_CONFIG", NULL);
		directory = service_option_path(ctx, command, "--config-dir", "-d")
				    ?: service_option_path(ctx, environment, "CONTAINER_CONFIG_DIR",
							   NULL);
	}
	crio_config_default(&config);
	/* The main file can be a link to nothing, and has to be there when it is named. */
	if (sysroot_stat(ctx->root, file ? file : CRIO_FILE, &status) != -ENOENT)
		r = read_one(&reading, file ? file : CRIO_FILE);
	else
		r = file ? runtime_blame(fault, file, -EBADMSG,
					 "crio.service names it, but it does not exist")
			 : 0;
	if (r == 0)
		r = read_directory(&reading, directory ? directory : CRIO_DROPINS, 0);
	if (r < 0)
		return r;
	if (command) {
		crio_use_options(environment, "CONTAINER_CNI_CONFIG_DIR",
				 "CONTAINER_CNI_PLUGIN_DIR", &config);
		take_option(environment, "CONTAINER_CNI_DEFAULT_NETWORK", &config.default_network);
		crio_use_options(command, "--cni-config-dir", "--cni-plugin-dir", &config);
		take_option(command, "--cni-default-network", &config.default_network);
	}
	*ret = TAKE(config);
	*ret_last = TAKE(last);
	return 0;
}

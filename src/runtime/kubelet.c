/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which container runtime the kubelet of this node is configured to use. */
#include "config.h"

#include <errno.h>

#include "runtime/distribution.h"
#include "runtime/kubelet.h"
#include "runtime/service.h"
#include "runtime/service_unit.h"
#include "system/dropins.h"
#include "text/yaml.h"

#define UNIT        "kubelet.service"
#define OPTION      "--container-runtime-endpoint"
#define KEY         "containerRuntimeEndpoint"
#define ROOT_OPTION "--root-dir"
#define CONFIG_FILE KUBELET_ROOT "/config.yaml"

/* As kubeadm's unit has them on its command line: the last wins. */
static const char *const environment_files[] = {
	KUBELET_ROOT "/kubeadm-flags.env",
	"/etc/default/kubelet",
	"/etc/sysconfig/kubelet",
};

void kubelet_endpoint_free(struct kubelet_endpoint *endpoint)
{
	free(endpoint->socket);
	free(endpoint->source);
	*endpoint = (struct kubelet_endpoint){0};
}

int kubelet_yaml_take(const struct context *ctx, const char *path, const char *key, char **ret,
		      struct runtime_fault *fault)
{
	_cleanup_free_ char *text = NULL;
	char *words = NULL;
	unsigned int line;
	size_t size;
	int r = runtime_file_read(ctx, path, &text, &size, fault);

	if (r <= 0)
		return r;
	r = yaml_take_text(text, size, key, ret, &words, &line);
	if (r == -EBADMSG)
		return runtime_file_blame(fault, path, line, words, r);
	return r < 0 ? r : *ret != NULL;
}

static int find_in_file(const struct context *ctx, const char *path, struct kubelet_endpoint *ret,
			struct runtime_fault *fault)
{
	char *socket = NULL;
	int r = kubelet_yaml_take(ctx, path, KEY, &socket, fault);

	if (r <= 0)
		return r;
	kubelet_endpoint_free(ret);
	*ret = (struct kubelet_endpoint){socket, format_text(KEY " in %s", path)};
	return r;
}

/* The last of the drop-ins that has it wins. */
static int find_in_dropins(const struct context *ctx, const char *directory,
			   struct kubelet_endpoint *ret, struct runtime_fault *fault)
{
	_cleanup_strv_ char **paths = NULL;
	int r = dropins_list(ctx->root, (const char *const[]){directory, NULL}, ".conf", &paths);
	int found = 0;

	if (r < 0)
		return runtime_blame_error(fault, directory, r);
	for (char **path = paths; *path; path++) {
		r = find_in_file(ctx, *path, ret, fault);
		if (r < 0)
			return r;
		found |= r;
	}
	return found;
}

static int find_in_configuration(const struct context *ctx, const char *command,
				 struct kubelet_endpoint *ret, struct runtime_fault *fault)
{
	_cleanup_free_ char *file = command_option(command, "--config");
	_cleanup_free_ char *directory = command_option(command, "--config-dir");
	int r = 0;

	if (directory)
		r = find_in_dropins(ctx, directory, ret, fault);
	if (r == 0)
		r = find_in_file(ctx, file ? file : CONFIG_FILE, ret, fault);
	if (file)
		r = runtime_fault_source(fault, file, UNIT, r);
	return r;
}

/* Without a unit: what kubeadm and the packages wrote for one. The last that has it wins. */
static int find_in_environment(const struct context *ctx, const char *option, char **ret,
			       const char **ret_where, struct runtime_fault *fault)
{
	for (size_t i = 0; i < ARRAY_SIZE(environment_files); i++) {
		_cleanup_strv_ char **environment = NULL;
		int r = service_environment(ctx, environment_files[i], &environment, fault);

		if (r < 0)
			return r;
		for (char **entry = environment; entry && *entry; entry++) {
			char *value = command_option(strchr(*entry, '=') + 1, option);

			if (!value)
				continue;
			free(*ret);
			*ret = value;
			*ret_where = environment_files[i];
		}
	}
	return *ret != NULL;
}

/*
 * An option of kubelet's command line, and what has it; both *ret and *ret_command, "" without a unit, are
 * the caller's, also after an error. 1, 0 when nothing has it, or -errno and *fault.
 */
static int find_option(const struct context *ctx, const char *option, char **ret,
		       const char **ret_where, char **ret_command, struct runtime_fault *fault)
{
	int r = service_command(ctx, UNIT, ret_command, NULL, fault);

	if (r < 0)
		return r;
	if (r == 0) {
		*ret_command = xstrdup("");
		return find_in_environment(ctx, option, ret, ret_where, fault);
	}
	*ret = command_option(*ret_command, option);
	*ret_where = UNIT;
	return *ret != NULL;
}

int kubelet_endpoint_find(const struct context *ctx, struct kubelet_endpoint *ret,
			  struct runtime_fault *fault)
{
	_cleanup_(kubelet_endpoint_free) struct kubelet_endpoint endpoint = {0};
	_cleanup_free_ char *command = NULL;
	const char *where;
	int r = find_option(ctx, OPTION, &endpoint.socket, &where, &command, fault);

	if (r > 0)
		endpoint.source = format_text(OPTION " in %s", where);
	else if (r == 0)
		r = find_in_configuration(ctx, command, &endpoint, fault);
	if (r > 0)
		*ret = TAKE(endpoint);
	return r;
}

int kubelet_root_find(const struct context *ctx, char **ret, struct runtime_fault *fault)
{
	_cleanup_free_ char *command = NULL, *root = NULL;
	const struct distribution *distribution;
	const char *where;
	int r = find_option(ctx, ROOT_OPTION, &root, &where, &command, fault);

	if (r < 0)
		return r;
	if (r > 0 && *root == '/') {
		*ret = TAKE(root);
		return 0;
	}
	/* A node with a kubelet of its own has it, whatever else is installed there. */
	distribution = service_exists(ctx, UNIT) ? NULL : distribution_find(ctx);
	*ret = xstrdup(distribution && distribution->kubelet_root ? distribution->kubelet_root
								  : KUBELET_ROOT);
	return 0;
}

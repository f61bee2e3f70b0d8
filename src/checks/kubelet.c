/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which container runtime the kubelet of this node is told to use. */
#include "config.h"

#include <errno.h>

#include "checks/kubelet.h"
#include "checks/service.h"
#include "formats/service_unit.h"
#include "formats/yaml.h"
#include "system/dropins.h"

#define OPTION      "--container-runtime-endpoint"
#define KEY         "containerRuntimeEndpoint"
#define CONFIG_FILE "/var/lib/kubelet/config.yaml"

/* As kubeadm's unit has them on its command line: the last wins. */
static const char *const environment_files[] = {
	"/var/lib/kubelet/kubeadm-flags.env",
	"/etc/default/kubelet",
	"/etc/sysconfig/kubelet",
};

void kubelet_endpoint_free(struct kubelet_endpoint *endpoint)
{
	free(endpoint->socket);
	free(endpoint->source);
	*endpoint = (struct kubelet_endpoint){0};
}

/* Takes the socket over. 1, 0 for no socket, or -ENOMEM. */
static int answer(struct kubelet_endpoint *ret, char *socket, const char *what, const char *where)
{
	if (!socket)
		return 0;
	kubelet_endpoint_free(ret);
	ret->socket = socket;
	ret->source = format_text("%s in %s", what, where);
	return ret->source ? 1 : -ENOMEM;
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

	return r <= 0 ? r : answer(ret, socket, KEY, path);
}

/* The last of the drop-ins that has it wins. */
static int find_in_dropins(const struct context *ctx, const char *directory,
			   struct kubelet_endpoint *ret, struct runtime_fault *fault)
{
	_cleanup_strv_ char **paths = NULL;
	int r = dropins_list(ctx->root, (const char *const[]){directory, NULL}, ".conf", &paths);
	int found = 0;

	if (r < 0)
		return r == -ENOMEM ? r
				    : runtime_file_blame(fault, directory, 0,
							 strdup(sysroot_strerror(r)), r);
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
	bool memory = true;
	_cleanup_free_ char *file = command_option(command, "--config", &memory);
	_cleanup_free_ char *directory = command_option(command, "--config-dir", &memory);
	int r = memory ? 0 : -ENOMEM;

	if (r == 0 && directory)
		r = find_in_dropins(ctx, directory, ret, fault);
	if (r == 0)
		r = find_in_file(ctx, file ? file : CONFIG_FILE, ret, fault);
	if (file)
		r = runtime_fault_source(fault, file, "kubelet.service", r);
	return r;
}

/* Without a unit: what kubeadm and the packages wrote for one. */
static int find_in_environment(const struct context *ctx, struct kubelet_endpoint *ret,
			       struct runtime_fault *fault)
{
	int found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(environment_files); i++) {
		_cleanup_strv_ char **environment = NULL;
		bool memory = true;
		int r = service_environment(ctx, environment_files[i], &environment, fault);

		for (char **entry = environment; r >= 0 && entry && *entry; entry++) {
			char *value = strchr(*entry, '=') + 1;

			r = answer(ret, command_option(value, OPTION, &memory), OPTION,
				   environment_files[i]);
			found |= r > 0;
		}
		if (r < 0 || !memory)
			return r < 0 ? r : -ENOMEM;
	}
	return found;
}

int kubelet_endpoint_find(const struct context *ctx, struct kubelet_endpoint *ret,
			  struct runtime_fault *fault)
{
	_cleanup_(kubelet_endpoint_free) struct kubelet_endpoint endpoint = {0};
	_cleanup_free_ char *command = NULL;
	bool memory = true;
	int r = service_command(ctx, "kubelet.service", &command, fault);

	if (r > 0)
		r = answer(&endpoint, command_option(command, OPTION, &memory), OPTION,
			   "kubelet.service");
	else if (r == 0)
		r = find_in_environment(ctx, &endpoint, fault);
	if (!memory)
		return -ENOMEM;
	if (r == 0)
		r = find_in_configuration(ctx, command ? command : "", &endpoint, fault);
	if (r <= 0)
		return r;
	*ret = endpoint;
	endpoint = (struct kubelet_endpoint){0};
	return 1;
}

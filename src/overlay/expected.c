/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which tunnel there should be, by the settings, else by the runtime's CNI configuration. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <sys/utsname.h>

#include "cni/config/directory.h"
#include "cni/needs.h"
#include "core/remedy.h"
#include "overlay/overlay.h"
#include "runtime/service.h"
#include "runtime/service_unit.h"
#include "text/quote.h"

void overlay_expected_free(struct overlay_expected *expected)
{
	free(expected->why);
	remedy_free(&expected->hidden);
	free(expected->link);
	remedy_free(&expected->remedy);
	remedy_free(&expected->pods_remedy);
	*expected = (struct overlay_expected){0};
}

static bool name_matches(const char *pattern, const char *name)
{
	size_t length = strcspn(pattern, "*");

	if (!pattern[length])
		return text_equal(pattern, name);
	if (strncmp(pattern, name, length) != 0 || !name[length])
		return false;
	return !name[length + strspn(name + length, "0123456789")];
}

int overlay_name_find(const struct overlay_expected *expected, const struct rtnl_link *link)
{
	for (size_t i = 0; i < expected->name_count; i++)
		if (name_matches(expected->names[i].name, link->name) &&
		    (link->up || !expected->names[i].only_up))
			return (int)i;
	return -1;
}

const struct cni_tunnel *overlay_name_of(const struct overlay_expected *expected, const char *link)
{
	for (size_t i = 0; i < expected->name_count + expected->other_ip_count; i++)
		if (name_matches(expected->names[i].name, link))
			return &expected->names[i];
	return NULL;
}

static void add_names(struct overlay_expected *expected, const struct cni_tunnels *cni)
{
	for (size_t i = 0; i < CNI_TUNNELS_MAX && cni->names[i].name; i++)
		if (expected->name_count < OVERLAY_NAMES_MAX)
			expected->names[expected->name_count++] = cni->names[i];
}

/* The CNI of a network: the first of its plugins, or of those they execute, that has a tunnel. */
static const struct cni_tunnels *cni_of(const struct cni_answer *directory,
					struct cni_calico *ret_calico)
{
	_cleanup_(cni_needs_free) struct cni_needs needs = {0};
	const struct cni_tunnels *found = NULL;

	cni_needs_read(&directory->config, &needs);
	for (size_t i = 0; i < needs.plugin_count; i++) {
		const struct cni_tunnels *cni = cni_tunnels_find(needs.plugins[i].type);

		if (cni && (!found || (!found->label && cni->label)))
			found = cni;
	}
	cni_calico_read(&directory->config, ret_calico);
	return ret_calico->host_local ? &cni_tunnels_canal : found;
}

/* As the kubelet names its node: --hostname-override, else the name of the host in lower case. */
static char *node_name(const struct context *ctx)
{
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	_cleanup_free_ char *command = NULL;
	struct utsname names;
	char *name = NULL;

	if (service_command(ctx, "kubelet.service", &command, NULL, &fault) > 0)
		name = command_option(command, "--hostname-override");
	if (name || uname(&names) < 0)
		return name;
	for (char *c = names.nodename; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return xstrdup(names.nodename);
}

/* In k3s flannel is a part of the service, and no pod. */
static const char *embedding_unit(const struct context *ctx, const struct cni_tunnels *cni)
{
	static const char *const units[] = {"k3s.service", "k3s-agent.service"};

	for (size_t i = 0; i < ARRAY_SIZE(units) && text_equal(cni->type, "flannel"); i++)
		if (service_exists(ctx, units[i]))
			return units[i];
	return NULL;
}

static void set_remedies(const struct context *ctx, const struct cni_tunnels *cni,
			 struct overlay_expected *expected)
{
	_cleanup_free_ char *name = node_name(ctx);
	_cleanup_free_ char *node = quote_shell(name);
	const char *unit = cni ? embedding_unit(ctx, cni) : NULL;

	expected->pods_remedy = remedy_format(REMEDY_ELSEWHERE,
					      "kubectl get pods -A -o wide --field-selector "
					      "spec.nodeName=%s --sort-by=.status.startTime",
					      node);
	if (!cni || !cni->label)
		return;
	expected->remedy = unit ? remedy_format(REMEDY_SAFE, "systemctl restart %s", unit)
				: remedy_format(REMEDY_ELSEWHERE,
						"kubectl delete pod %s -l %s --field-selector "
						"spec.nodeName=%s",
						cni->where, cni->label, node);
}

static void expect_of_cni(const struct cni_answer *directory, const struct cni_tunnels *cni,
			  struct overlay_expected *expected)
{
	if (cni) {
		expected->cni = cni->cni;
		expected->none = !cni->label;
		add_names(expected, cni);
	}
	expected->why =
		cni ? format_text("%s, as %s says", cni->cni, directory->path)
		    : format_text("no CNI in %s is known to kubelet-preflight", directory->path);
}

/* Move the names for the IP version of the pods (IPv4 where they have both) to the front. */
static void order_names(struct overlay_expected *expected, bool ipv6)
{
	struct cni_tunnel others[OVERLAY_NAMES_MAX] = {{0}};
	size_t kept = 0;

	for (size_t i = 0; i < expected->name_count; i++)
		if (expected->names[i].ipv6 == ipv6)
			expected->names[kept++] = expected->names[i];
		else
			others[expected->other_ip_count++] = expected->names[i];
	memcpy(expected->names + kept, others, expected->other_ip_count * sizeof(*others));
	expected->name_count = kept;
	expected->names[0].only_up = false;
}

/*
 * Without a configuration the tunnel of any CNI will do. error: what keeps it from being read, or
 * what it says where it is.
 */
static void expect_any(const struct context *ctx, const struct cni_answer *directory,
		       const char *fault, int error, struct overlay_expected *expected)
{
	for (size_t i = 0; i < cni_tunnels_count; i++)
		add_names(expected, &cni_tunnels[i]);
	if (error == -EACCES || error == -EPERM) {
		/* "/etc/cni/net.d could not be read: only root can read it", as in cni-config. */
		expected->hidden = remedy_root(ctx);
		expected->why = directory->path
					? format_text("%s could not be read: %s", directory->path,
						      directory->fault)
					: format_text("%s; it says where the CNI configuration is",
						      fault ? fault : "only root can look");
		return;
	}
	expected->awaited = directory->state == CNI_ABSENT;
	expected->why = directory->path
				? format_text("%s in %s",
					      expected->awaited ? "no CNI configuration yet"
								: "no valid CNI configuration",
					      directory->path)
				: format_text("the CNI configuration is not known: %s",
					      fault ? fault : "it could not be read");
}

/* The CNI; NULL when none is known. */
static const struct cni_tunnels *read_configuration(const struct context *ctx,
						    struct overlay_expected *expected,
						    struct cni_calico *ret_calico)
{
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	_cleanup_(cni_answer_free) struct cni_answer directory = {.state = CNI_UNKNOWN};
	_cleanup_free_ char *fault = NULL;
	struct cni_reading reading = {.ctx = ctx, .runtime = &runtime};
	const struct cni_tunnels *cni;
	int r = cni_runtime_find(ctx, &runtime, &fault);

	reading.place = runtime.places;
	if (r == 0)
		r = cni_directory_read_place(&reading, &directory);
	if (r < 0 || directory.state != CNI_SOUND) {
		expect_any(ctx, &directory, fault, r < 0 ? r : directory.error, expected);
		return NULL;
	}
	cni = cni_of(&directory, ret_calico);
	expect_of_cni(&directory, cni, expected);
	return cni;
}

/* Link= replaces the names of the CNI; what is known of a tunnel of that name is kept. */
static void take_settings(const struct context *ctx, struct overlay_expected *expected)
{
	const struct settings *settings = ctx->settings;
	const struct cni_tunnel *known;

	expected->vni_set = settings->vni >= 0;
	expected->port_set = settings->port >= 0;
	if (settings->link) {
		known = overlay_name_of(expected, settings->link);
		expected->names[0] = known ? *known : (struct cni_tunnel){.vni = -1, .port = -1};
		expected->link = xstrdup(settings->link);
		free(expected->why);
		expected->why = xstrdup("Link= of [Overlay] says so");
		remedy_free(&expected->hidden);
		expected->names[0].name = expected->link;
		expected->names[0].only_up = false;
		expected->none = text_equal(settings->link, OVERLAY_NO_LINK);
		expected->awaited = false;
		expected->name_count = expected->none ? 0 : 1;
	}
	for (size_t i = 0; i < expected->name_count; i++) {
		if (expected->vni_set)
			expected->names[i].vni = settings->vni;
		if (expected->port_set)
			expected->names[i].port = settings->port;
	}
}

void overlay_expected_read(const struct context *ctx, struct overlay_expected *ret)
{
	struct cni_calico calico = {0};
	const struct cni_tunnels *cni;

	*ret = (struct overlay_expected){0};
	cni = read_configuration(ctx, ret, &calico);
	take_settings(ctx, ret);
	if (!ctx->settings->link && cni == cni_tunnels_find("calico") &&
	    (calico.ipv4 || calico.ipv6)) {
		order_names(ret, !calico.ipv4);
		ret->ipv6_too = calico.ipv4 && calico.ipv6;
	}
	set_remedies(ctx, cni, ret);
}

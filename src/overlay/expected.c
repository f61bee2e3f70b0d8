/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which tunnel there should be: from the settings, else from the CNI configuration of the runtime. */
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

void overlay_want_free(struct overlay_want *want)
{
	free(want->why);
	remedy_free(&want->hidden);
	free(want->link);
	remedy_free(&want->remedy);
	remedy_free(&want->pods_remedy);
	*want = (struct overlay_want){0};
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

int overlay_name_find(const struct overlay_want *want, const struct rtnl_link *link)
{
	for (size_t i = 0; i < want->name_count; i++)
		if (name_matches(want->names[i].name, link->name) &&
		    (link->up || !want->names[i].only_up))
			return (int)i;
	return -1;
}

const struct cni_tunnel *overlay_name_of(const struct overlay_want *want, const char *link)
{
	for (size_t i = 0; i < want->name_count + want->other_ip_count; i++)
		if (name_matches(want->names[i].name, link))
			return &want->names[i];
	return NULL;
}

static void add_names(struct overlay_want *want, const struct cni_tunnels *cni)
{
	for (size_t i = 0; i < CNI_TUNNELS_MAX && cni->names[i].name; i++)
		if (want->name_count < OVERLAY_NAMES_MAX)
			want->names[want->name_count++] = cni->names[i];
}

/* The CNI of a network: the first of its plugins, and of those they execute, that makes a tunnel. */
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

	if (service_command(ctx, "kubelet.service", &command, &fault) > 0)
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
			 struct overlay_want *want)
{
	_cleanup_free_ char *name = node_name(ctx);
	_cleanup_free_ char *node = quote_shell(name);
	const char *unit = cni ? embedding_unit(ctx, cni) : NULL;

	want->pods_remedy = remedy_format(REMEDY_ELSEWHERE,
					  "kubectl get pods -A -o wide --field-selector "
					  "spec.nodeName=%s --sort-by=.status.startTime",
					  node);
	if (!cni || !cni->label)
		return;
	want->remedy = unit ? remedy_format(REMEDY_SAFE, "systemctl restart %s", unit)
			    : remedy_format(REMEDY_ELSEWHERE,
					    "kubectl delete pod %s -l %s --field-selector "
					    "spec.nodeName=%s",
					    cni->where, cni->label, node);
}

static void want_of_cni(const struct cni_answer *directory, const struct cni_tunnels *cni,
			struct overlay_want *want)
{
	if (cni) {
		want->cni = cni->cni;
		want->none = !cni->label;
		add_names(want, cni);
	}
	want->why = cni ? format_text("%s, as %s says", cni->cni, directory->path)
			: format_text("no CNI in %s is known to kubelet-preflight", directory->path);
}

/* Those for the IP version of the pods, IPv4 where they have both, to the front; the others stay behind. */
static void part_names(struct overlay_want *want, bool ipv6)
{
	struct cni_tunnel others[OVERLAY_NAMES_MAX];
	size_t kept = 0;

	for (size_t i = 0; i < want->name_count; i++)
		if (want->names[i].ipv6 == ipv6)
			want->names[kept++] = want->names[i];
		else
			others[want->other_ip_count++] = want->names[i];
	memcpy(want->names + kept, others, want->other_ip_count * sizeof(*others));
	want->name_count = kept;
	want->names[0].only_up = false;
}

/*
 * Without a configuration the tunnel of any CNI will do. error: what keeps it from being read, or
 * what it says where it is.
 */
static void want_any(const struct context *ctx, const struct cni_answer *directory,
		     const char *fault, int error, struct overlay_want *want)
{
	for (size_t i = 0; i < cni_tunnels_count; i++)
		add_names(want, &cni_tunnels[i]);
	if (error == -EACCES || error == -EPERM) {
		/* "/etc/cni/net.d could not be read: only root can read it", as cni-config says it. */
		want->hidden = remedy_root(ctx);
		want->why = directory->path
				    ? format_text("%s could not be read: %s", directory->path,
						  directory->fault)
				    : format_text("%s; it says where the CNI configuration is",
						  fault ? fault : "only root can look");
		return;
	}
	want->awaited = directory->state == CNI_ABSENT;
	want->why = directory->path ? format_text("%s in %s",
						  want->awaited ? "no CNI configuration yet"
								: "no valid CNI configuration",
						  directory->path)
				    : format_text("the CNI configuration is not known: %s",
						  fault ? fault : "it could not be read");
}

/* The CNI; NULL when none is known. */
static const struct cni_tunnels *read_configuration(const struct context *ctx,
						    struct overlay_want *want,
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
		want_any(ctx, &directory, fault, r < 0 ? r : directory.error, want);
		return NULL;
	}
	cni = cni_of(&directory, ret_calico);
	want_of_cni(&directory, cni, want);
	return cni;
}

/* Link= takes the place of the names; what is known of that name stays. */
static void take_settings(const struct context *ctx, struct overlay_want *want)
{
	const struct settings *settings = ctx->settings;
	const struct cni_tunnel *known;

	want->vni_set = settings->vni >= 0;
	want->port_set = settings->port >= 0;
	if (settings->link) {
		known = overlay_name_of(want, settings->link);
		want->names[0] = known ? *known : (struct cni_tunnel){.vni = -1, .port = -1};
		want->link = xstrdup(settings->link);
		free(want->why);
		want->why = xstrdup("Link= of [Overlay] says so");
		remedy_free(&want->hidden);
		want->names[0].name = want->link;
		want->names[0].only_up = false;
		want->none = text_equal(settings->link, OVERLAY_NO_LINK);
		want->awaited = false;
		want->name_count = want->none ? 0 : 1;
	}
	for (size_t i = 0; i < want->name_count; i++) {
		if (want->vni_set)
			want->names[i].vni = settings->vni;
		if (want->port_set)
			want->names[i].port = settings->port;
	}
}

void overlay_want_read(const struct context *ctx, struct overlay_want *ret)
{
	struct cni_calico calico = {0};
	const struct cni_tunnels *cni;

	*ret = (struct overlay_want){0};
	cni = read_configuration(ctx, ret, &calico);
	take_settings(ctx, ret);
	if (!ctx->settings->link && cni == cni_tunnels_find("calico") &&
	    (calico.ipv4 || calico.ipv6)) {
		part_names(ret, !calico.ipv4);
		ret->ipv6_too = calico.ipv4 && calico.ipv6;
	}
	set_remedies(ctx, cni, ret);
}

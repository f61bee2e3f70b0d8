/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which of the runtimes it is, and what says so. */
#include "config.h"

#include "runtime/choice.h"
#include "runtime/crio.h"
#include "runtime/kubelet.h"
#include "runtime/service.h"

#define ENDPOINT_KEY "container-runtime-endpoint" /* in the settings of k3s and RKE2 */

/* What is of each runtime, indexed by enum runtime_kind. */
static const struct {
	const char *name, *unit;
	const char *socket;         /* where it listens when nothing says otherwise */
	const char *const words[3]; /* what is in the path of its socket */
	const char *const marks[5]; /* one of these is there when it is installed */
} kinds[] = {
	[RUNTIME_KIND_CONTAINERD] = {
		"containerd", "containerd", "/run/containerd/containerd.sock", {"containerd"},
		{CONTAINERD_FILE, "/usr/bin/containerd", "/usr/local/bin/containerd"}},
	[RUNTIME_KIND_CRIO] = {
		"CRI-O", "crio", "/run/crio/crio.sock", {"crio", "cri-o"},
		{CRIO_FILE, CRIO_DROPINS, "/usr/bin/crio", "/usr/local/bin/crio"}},
	/* dockerd itself serves no CRI. */
	[RUNTIME_KIND_CRI_DOCKERD] = {
		"cri-dockerd", "cri-docker", "/run/cri-dockerd.sock", {"cri-dockerd", "dockershim"},
		{"/usr/bin/cri-dockerd", "/usr/local/bin/cri-dockerd"}},
};

void runtime_choice_free(struct runtime_choice *choice)
{
	free(choice->reason);
	free(choice->endpoint);
	*choice = (struct runtime_choice){0};
}

/* Takes the reason over. */
static void choose(struct runtime_choice *ret, enum runtime_kind kind,
		   const struct distribution *distribution, char *reason)
{
	*ret = (struct runtime_choice){.kind = kind,
				       .distribution = distribution,
				       .name = kinds[kind].name,
				       .reason = reason};
}

static bool is_installed(const struct context *ctx, enum runtime_kind kind)
{
	_cleanup_free_ char *service = format_text("%s.service", kinds[kind].unit);

	for (const char *const *mark = kinds[kind].marks; *mark; mark++)
		if (sysroot_exists(ctx->root, *mark))
			return true;
	return service_exists(ctx, service);
}

/* Whose socket that is, by its path; -1 when it is none that we know. */
static int kind_of_socket(const char *socket)
{
	for (int kind = ARRAY_SIZE(kinds) - 1; kind >= 0; kind--)
		for (const char *const *word = kinds[kind].words; *word; word++)
			if (strstr(socket, *word))
				return kind;
	return -1;
}

/* False when the socket is none that we know. */
static bool choose_by_socket(const struct context *ctx, const char *socket, const char *source,
			     struct runtime_choice *ret)
{
	const struct distribution *distribution = distribution_of_socket(ctx, socket);
	int kind = kind_of_socket(socket);
	bool guessed;

	if (distribution) {
		choose(ret, RUNTIME_KIND_CONTAINERD, distribution,
		       format_text("that of %s, as %s says", distribution->name, source));
	} else if (kind >= 0) {
		/* The containerd of a distribution that is not known has its own socket. */
		guessed = kind == RUNTIME_KIND_CONTAINERD &&
			  !text_ends(socket, kinds[kind].socket) && !is_installed(ctx, kind);
		choose(ret, (enum runtime_kind)kind, NULL,
		       format_text("as %s says%s", source,
				   guessed ? ", a runtime that this program does not know" : ""));
		ret->guessed = guessed;
	} else {
		return false;
	}
	ret->endpoint = xstrdup(socket);
	return true;
}

/* *ret_unknown, the caller's (kubelet_endpoint_free): a socket that is none that we know. */
static int choose_by_kubelet(const struct context *ctx, struct runtime_choice *ret,
			     struct kubelet_endpoint *ret_unknown, struct runtime_fault *fault)
{
	_cleanup_(kubelet_endpoint_free) struct kubelet_endpoint endpoint = {0};
	int r = kubelet_endpoint_find(ctx, &endpoint, fault);

	if (r <= 0 || !*endpoint.socket)
		return r < 0 ? r : 0;
	if (choose_by_socket(ctx, endpoint.socket, endpoint.source, ret))
		return 1;
	*ret_unknown = TAKE(endpoint);
	return 0;
}

/* A distribution has its own containerd, unless its settings name another runtime. */
static int choose_by_distribution(const struct context *ctx, struct runtime_choice *ret,
				  struct runtime_fault *fault)
{
	const struct distribution *distribution = distribution_find(ctx);
	_cleanup_free_ char *socket = NULL, *source = NULL;
	int r = 0;

	if (!distribution)
		return 0;
	if (distribution->settings)
		r = kubelet_yaml_take(ctx, distribution->settings, ENDPOINT_KEY, &socket, fault);
	if (r < 0)
		return r;
	if (socket)
		source = format_text(ENDPOINT_KEY " in %s", distribution->settings);
	if (!socket || !choose_by_socket(ctx, socket, source, ret))
		choose(ret, RUNTIME_KIND_CONTAINERD, distribution,
		       format_text("that of %s, which is installed", distribution->name));
	return 1;
}

/* unknown: what names a socket of another one, or NULL. */
static void choose_by_files(const struct context *ctx, const char *unknown,
			    struct runtime_choice *ret)
{
	bool containerd = is_installed(ctx, RUNTIME_KIND_CONTAINERD);
	bool crio = is_installed(ctx, RUNTIME_KIND_CRIO);
	bool docker = is_installed(ctx, RUNTIME_KIND_CRI_DOCKERD);

	/* The containerd of Docker's package serves Docker alone. */
	if (containerd && (crio || docker) && containerd_is_disabled(ctx))
		choose(ret, crio ? RUNTIME_KIND_CRIO : RUNTIME_KIND_CRI_DOCKERD, NULL,
		       xstrdup("as " CONTAINERD_FILE " disables CRI"));
	else if (crio && !containerd)
		choose(ret, RUNTIME_KIND_CRIO, NULL, xstrdup("which is installed"));
	else if (unknown && !containerd)
		choose(ret, RUNTIME_KIND_CONTAINERD, NULL,
		       format_text("because this program does not know the runtime of %s",
				   unknown));
	else
		choose(ret, RUNTIME_KIND_CONTAINERD, NULL,
		       xstrdup(crio ? "as both it and CRI-O are installed and nothing says which"
			       : containerd ? "which is installed"
					    : RUNTIME_ASSUMED));
	ret->guessed = unknown && !containerd && !crio;
	ret->doubtful = containerd + crio + docker > 1;
}

/* The settings name the runtime: of a distribution, or the system's. 1 or 0. */
static int choose_by_settings(const struct context *ctx, struct runtime_choice *ret)
{
	if (ctx->settings->runtime == RUNTIME_CRIO)
		choose(ret, RUNTIME_KIND_CRIO, NULL, xstrdup("as Runtime= says"));
	else if (ctx->settings->runtime == RUNTIME_CONTAINERD)
		choose(ret, RUNTIME_KIND_CONTAINERD, distribution_find(ctx),
		       xstrdup("as Runtime= says"));
	return ctx->settings->runtime != RUNTIME_AUTO;
}

int runtime_choice_make(const struct context *ctx, struct runtime_choice *ret,
			struct runtime_fault *fault)
{
	_cleanup_(kubelet_endpoint_free) struct kubelet_endpoint unknown = {0};
	int r = choose_by_settings(ctx, ret)
		?: choose_by_kubelet(ctx, ret, &unknown, fault)
		?: choose_by_distribution(ctx, ret, fault);

	if (r < 0)
		return r;
	if (r == 0)
		choose_by_files(ctx, unknown.source, ret);
	ret->unit = kinds[ret->kind].unit;
	if (ret->distribution)
		ret->unit = distribution_unit(ctx, ret->distribution);
	if (!ret->endpoint)
		ret->endpoint = xstrdup(unknown.socket      ? unknown.socket
					: ret->distribution ? ret->distribution->socket
							    : kinds[ret->kind].socket);
	return 0;
}

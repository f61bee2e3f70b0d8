/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "cni-plugins": will the plugins of the CNI configuration give a pod its network? */
#include "config.h"

#include "cni/config/directory.h"
#include "cni/config/live.h"
#include "cni/config/quarantine.h"
#include "cni/plugins/check.h"
#include "cni/tunnels.h"
#include "core/remedy.h"

#define DROP_IN "/etc/kubelet-preflight.conf.d/50-modules.conf"

/*
 * A fault that the runtime does not see when it loads the file, and that fails the ADD of every
 * pod.
 */
static void report_unworkable(const struct cni_network *network, const char *fault)
{
	const struct cni_answer *answer = network->answer;
	_cleanup_remedy_ struct remedy remedy = remedy_aside(network->ctx, answer->file);

	report_cause_as(network->report, check_cni_plugins.name, CAUSE_CNI_CONFIG_UNWORKABLE,
			network->place->handler ? VERDICT_WARN : cni_verdict(network->ctx),
			answer->path, &remedy,
			"%s: %s; the runtime accepts the file, but no pod gets a network",
			answer->path, fault);
}

static void check_version(const struct cni_network *network)
{
	const char *version = network->config->version;
	_cleanup_free_ char *fault = NULL;

	if (cni_version_check(version, &fault) < 0)
		report_unworkable(network, fault);
	else if (cni_version_is_newer(version))
		report_skip(network->report, check_cni_plugins.name, network->answer->path,
			    "%s: \"cniVersion\" is %s, newer than this program supports (1.1.0): "
			    "whether the plugins accept it was not checked",
			    network->answer->path, version);
}

/* Whether the gate proves that kind is set by Modules=. */
static struct remedy kind_remedy(const struct context *ctx, const char *kind)
{
	struct remedy drop_in = remedy_format(REMEDY_DECISION,
					      "mkdir -p /etc/kubelet-preflight.conf.d && printf "
					      "'[Kernel]\\nModules=%s\\n' >" DROP_IN,
					      kind);

	return remedy_for_root(
		ctx, remedy_explain(drop_in, "a decision for whoever runs the cluster: the gate "
					     "holds kubelet back where it is missing"));
}

/*
 * A warning for a network whose CNI makes a tunnel of a kind that the default of Modules= does not
 * prove. Where Modules= is set there is no warning.
 */
static void check_kind(const struct context *ctx, const struct cni_needs *needs,
		       struct report *report)
{
	const struct settings *settings = ctx->settings;

	for (size_t i = 0; i < needs->plugin_count && !settings->modules_set; i++) {
		const struct cni_tunnels *tunnels = cni_tunnels_find(needs->plugins[i].type);
		const char *kind = tunnels ? tunnels->names[0].kind : NULL;
		_cleanup_remedy_ struct remedy command = {0};

		if (!kind || strv_contains(settings->modules, kind))
			continue;
		command = kind_remedy(ctx, kind);
		report_cause(report, check_cni_plugins.name, CAUSE_CNI_LINK_UNPROVEN, kind,
			     &command,
			     "%s creates a tunnel of kind %s, but without a setting only vxlan is "
			     "proven: whether this kernel can create it was not tried",
			     tunnels->cni, kind);
	}
}

/* Beside the binaries: the version, the names, the kind of link, the files. */
static int check_rest(const struct cni_network *network)
{
	check_version(network);
	/*
	 * libcni keeps the result of each pod under the name in the file: "cache file path requires
	 * network name".
	 */
	if (network->config->name_is_file)
		report_unworkable(network, "it has no \"name\", or an empty one");
	if (network->needs.fault)
		report_unworkable(network, network->needs.fault);
	check_kind(network->ctx, &network->needs, network->report);
	return cni_files_look(network->ctx, &network->needs, network->report);
}

static int check_network(struct cni_network *network, const struct cni_config *config)
{
	int r;

	network->config = config;
	cni_needs_read(config, &network->needs);
	r = cni_binaries_look(network);
	if (r == 0)
		r = check_rest(network);
	cni_needs_free(&network->needs);
	return r;
}

/* The network of the directory, and the further ones of every pod. */
static int check_networks(struct cni_network *network)
{
	const struct cni_answer *answer = network->answer;
	int r = check_network(network, &answer->config);

	for (size_t i = 0; i < answer->more_count && r == 0; i++)
		r = check_network(network, &answer->more[i]);
	return r;
}

/*
 * The configuration heals. The plugins that it will need must exist or heal as well, and so must
 * those of the networks that the runtime reads together with it.
 */
static int check_healed(struct cni_network *network, const struct cni_heal *heal)
{
	int r;

	cni_needs_list(heal->installer->needs, &network->needs);
	r = cni_binaries_look(network);
	cni_needs_free(&network->needs);
	if (r < 0 || heal->rest.state != CNI_SOUND)
		return r;
	network->answer = &heal->rest;
	return check_networks(network);
}

/* What a network needs that the runtime has loaded. *ret is the caller's (cni_needs_free). */
static void read_loaded_needs(const struct cri_network *network, struct cni_needs *ret)
{
	_cleanup_(cni_config_free) struct cni_config config = {0};
	_cleanup_(cni_fault_free) struct cni_fault fault = {0};
	const char *source = network->source;

	if (source && cni_parse(source, strlen(source), CNI_LIST, &config, &fault) == 0)
		cni_needs_read(&config, ret);
	else /* The plugins come from files of their own, or this program does not understand it. */
		cni_needs_list((const char *const *)network->types, ret);
}

/* Pods get the networks that the runtime has loaded, even when the directory has changed since. */
static int check_loaded(const struct cni_network *read)
{
	const struct cri_status *status = &read->runtime->answer->status;
	/* Without a file, so that no remedy moves one away. */
	const struct cni_answer loaded = {.state = CNI_SOUND, .path = read->answer->path};
	struct cni_network network = *read;
	int r = 0;

	network.answer = &loaded;
	if (status->network_count == 0)
		report_skip(network.report, check_cni_plugins.name, NULL,
			    "not checked: %s does not say which network it has loaded",
			    cni_loader_name(network.runtime));
	for (size_t i = 0; i < status->network_count && r == 0; i++) {
		read_loaded_needs(&status->networks[i], &network.needs);
		r = cni_binaries_look(&network);
		cni_needs_free(&network.needs);
	}
	return r;
}

static int check_by_state(struct cni_network *network, const struct cni_heal *heal)
{
	const struct cni_answer *answer = network->answer;
	struct report *report = network->report;

	if (heal->installer)
		return check_healed(network, heal);
	if (cni_live_verdict_of(network->reading, answer) == CNI_LIVE_WAITS &&
	    answer->state != CNI_ABSENT) {
		report_skip(report, check_cni_plugins.name, NULL,
			    "not checked: %s has loaded no network of %s",
			    cni_loader_name(network->runtime), network->place->conf_dir);
		return 0;
	}
	switch (answer->state) {
	case CNI_SOUND:
		return check_networks(network);
	case CNI_ABSENT:
		cni_blind_absent(network);
		break;
	case CNI_INVALID:
	case CNI_UNREADABLE:
		cni_blind_directory(network);
		break;
	case CNI_UNKNOWN:
		report_cause(report, check_cni_plugins.name, CAUSE_CNI_UNKNOWN, answer->path,
			     &answer->remedy, "%s could not be read: %s", answer->path,
			     answer->fault);
		break;
	}
	return 0;
}

static int check_place(struct cni_reading *reading, struct report *report)
{
	_cleanup_(cni_answer_free) struct cni_answer answer = {0};
	_cleanup_(cni_heal_free) struct cni_heal heal = {0};
	struct cni_network network = {.reading = reading,
				      .ctx = reading->ctx,
				      .runtime = reading->runtime,
				      .place = reading->place,
				      .answer = &answer,
				      .report = report};
	int r;

	reading->compares = true;
	r = cni_directory_read_place(reading, &answer);
	if (r == 0 && answer.state != CNI_SOUND &&
	    cni_live_is_loaded(cni_live_verdict_of(reading, &answer)))
		return check_loaded(&network);
	if (r == 0)
		r = cni_quarantine_foresee(reading, &answer, &heal);
	return r < 0 ? r : check_by_state(&network, &heal);
}

int cni_plugins_look(const struct context *ctx, const struct cni_runtime *runtime,
		     struct report *report)
{
	return cni_each_place(ctx, runtime, runtime->guessed_conf || runtime->guessed_bin,
			      check_place, report);
}

static int run(const struct context *ctx, struct report *report)
{
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	_cleanup_free_ char *fault = NULL;
	int r = cni_runtime_find(ctx, &runtime, &fault);

	if (r == 0)
		return cni_plugins_look(ctx, &runtime, report);
	if (!fault)
		return r;
	cni_blind_runtime(ctx, r, fault, report);
	return 0;
}

const struct check check_cni_plugins = {
	.name = "cni-plugins",
	.title = "CNI plugins",
	.blind = CAUSE_CNI_UNKNOWN,
	.run = run,
};

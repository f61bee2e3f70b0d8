/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "cni-plugins": will the plugins of the CNI configuration give a pod its network? */
#include "config.h"

#include "cni/config/directory.h"
#include "cni/config/live.h"
#include "cni/config/quarantine.h"
#include "cni/plugins/check.h"
#include "cni/version.h"
#include "core/remedy.h"
#include "text/quote.h"

static const char loopback[] = "loopback";

/* One network under the runtime that has it. */
struct network {
	const struct cni_reading *reading; /* of the three that follow */
	const struct context *ctx;
	const struct cni_runtime *runtime;
	const struct cni_place *place;
	const struct cni_answer *answer;
	const struct cni_config *config; /* one of the directory's */
	struct cni_needs needs;
	bool packaged; /* it waits for the CNI of the node */
	struct report *report;
};

/* The loopback that is not there, and that the DaemonSet of the CNI installs beside its own plugin. */
static bool is_awaited(const struct network *network, const struct cni_needed_plugin *plugin,
		       const struct cni_binary *binary)
{
	return binary->absent && text_equal(plugin->type, loopback) &&
	       network->needs.brings_loopback;
}

/* Who executes it, and whether a pod can do without: the end of the sentence. */
static char *consequence(const struct network *network, const struct cni_needed_plugin *plugin,
			 const struct cni_binary *binary)
{
	_cleanup_free_ char *by = plugin->by ? quote_message(plugin->by) : NULL;

	if (network->packaged)
		return format_text("the network is the one that %s brings, and the node waits for "
				   "its CNI DaemonSet",
				   network->answer->packaged->from);
	if (!by)
		return xstrdup("every pod needs it to get its network");
	if (is_awaited(network, plugin, binary))
		return format_text(
			"%s executes it for every pod; the DaemonSet of the CNI installs "
			"it once kubelet runs",
			by);
	return format_text(plugin->certain
				   ? "%s executes it for every pod"
				   : "\"ipam\" names it, and pods get no network if %s executes it",
			   by);
}

static char *fault_words(const struct network *network, const struct cni_binary *binary,
			 const char *elsewhere)
{
	_cleanup_free_ char *why = elsewhere ? quote_message(network->runtime->why) : NULL;

	if (!elsewhere)
		return xstrdup(binary->fault);
	return format_text("%s (%s), but in %s", binary->fault, why, elsewhere);
}

/* Whether no pod has a network without it: a setting may soften that. */
static bool is_grave(const struct network *network, const struct cni_needed_plugin *plugin)
{
	if (network->place->handler ||
	    (network->packaged && network->ctx->settings->absent == ABSENT_ALLOW))
		return false;
	return plugin->certain;
}

/* True when it heals, and that was reported; false, with *ret_note or NULL. */
static bool report_heals(const struct network *network, const struct cni_binary *binary,
			 const char *type, char **ret_note)
{
	_cleanup_(cni_heal_free) struct cni_heal heal = {0};
	bool heals = cni_heals_plugin(network->reading, &network->needs, binary, &heal);

	if (heals)
		report_cause(network->report, check_cni_plugins.name, CAUSE_CNI_INSTALLER_HEALS,
			     type, &heal.remedy, "%s: %s; %s", type, binary->fault, heal.words);
	*ret_note = TAKE(heal.note);
	return heals;
}

/* A sound one of the same name, for one that no chmod mends; or NULL. */
static const char *find_spare(const struct network *network, const struct cni_needed_plugin *plugin,
			      const struct cni_binary *binary)
{
	char *const *bin_dirs = network->runtime->bin_dirs;

	if (binary->state != CNI_BINARY_UNUSABLE || binary->only_mode || binary->noexec ||
	    plugin->also_in || !bin_dirs || !*bin_dirs)
		return NULL;
	return cni_binary_elsewhere(network->ctx, bin_dirs, plugin->type);
}

static struct remedy plugin_remedy(const struct network *network,
				   const struct cni_needed_plugin *plugin,
				   const struct cni_binary *binary, const char *elsewhere)
{
	const char *spare = find_spare(network, plugin, binary);

	if (elsewhere)
		return cni_binary_remedy_elsewhere(network->ctx, network->runtime, &network->needs,
						   plugin->type, elsewhere);
	if (network->packaged)
		return cni_binary_remedy_aside(network->ctx, network->answer->file);
	if (spare)
		return cni_binary_remedy_link(network->ctx, network->runtime->bin_dirs,
					      plugin->type, spare);
	return cni_binary_remedy(network->ctx, network->runtime->bin_dirs, binary,
				 network->answer->file);
}

static void report_fault(const struct network *network, const struct cni_needed_plugin *plugin,
			 const struct cni_binary *binary)
{
	char *const *bin_dirs = network->runtime->bin_dirs;
	bool missing = binary->state == CNI_BINARY_MISSING;
	const char *elsewhere = missing && !network->packaged && bin_dirs && *bin_dirs
					? cni_binary_elsewhere(network->ctx, bin_dirs, plugin->type)
					: NULL;
	_cleanup_free_ char *type = quote_message(plugin->type);
	_cleanup_free_ char *words = fault_words(network, binary, elsewhere);
	_cleanup_free_ char *then = consequence(network, plugin, binary);
	_cleanup_remedy_ struct remedy remedy = plugin_remedy(network, plugin, binary, elsewhere);
	_cleanup_free_ char *note = NULL;
	bool grave = is_grave(network, plugin);

	if (grave && report_heals(network, binary, type, &note))
		return;
	grave = grave && !is_awaited(network, plugin, binary);
	if (binary->state == CNI_BINARY_UNKNOWN)
		report_cause(network->report, check_cni_plugins.name, CAUSE_CNI_UNKNOWN, type,
			     &remedy, "%s: %s", type, words);
	else
		report_cause_as(network->report, check_cni_plugins.name,
				missing ? CAUSE_CNI_PLUGIN_MISSING : CAUSE_CNI_PLUGIN_UNUSABLE,
				grave ? cni_verdict(network->ctx) : VERDICT_WARN, type, &remedy,
				"%s: %s; %s%s%s", type, words, then, note ? "; " : "",
				note ? note : "");
}

/* *ret_sound becomes false when the plugin is not. */
static int check_plugin(const struct network *network, const struct cni_needed_plugin *plugin,
			bool *all_sound)
{
	_cleanup_(cni_binary_free) struct cni_binary binary = {0};
	int r = cni_binary_look(network->ctx, plugin->also_in, network->runtime->bin_dirs,
				plugin->type, &binary);

	if (r < 0)
		return r;
	if (binary.state == CNI_BINARY_SOUND)
		return 0;
	*all_sound = false;
	report_fault(network, plugin, &binary);
	return 0;
}

static int check_loopback(const struct network *network)
{
	const struct cni_needed_plugin plugin = {
		.type = (char *)loopback,
		.by = (char *)cni_loader_name(network->runtime),
		.certain = true};
	bool unused;

	if (!network->runtime->needs_loopback || cni_needs_plugin(&network->needs, loopback))
		return 0;
	return check_plugin(network, &plugin, &unused);
}

static void report_sound(const struct network *network)
{
	_cleanup_free_ char *dirs = strv_join(network->runtime->bin_dirs, ", ");
	_cleanup_free_ char *quoted = quote_message(dirs);
	_cleanup_free_ char *joined = NULL, *types = NULL;
	_cleanup_strv_ char **names = NULL;

	for (size_t i = 0; i < network->needs.plugin_count; i++)
		strv_append(&names, network->needs.plugins[i].type);
	joined = strv_join(names, ", ");
	types = quote_message(joined);
	report_pass(network->report, check_cni_plugins.name, types, "%s executable, from %s", types,
		    quoted);
}

static int check_plugins(const struct network *network)
{
	const struct cni_needs *needs = &network->needs;
	bool sound = true;

	for (size_t i = 0; i < needs->plugin_count; i++) {
		int r = check_plugin(network, &needs->plugins[i], &sound);

		if (r < 0)
			return r;
	}
	if (sound)
		report_sound(network);
	return 0;
}

/* What a runtime does not look at when it loads the file, and what refuses every pod. */
static void report_unworkable(const struct network *network, const char *fault)
{
	const struct cni_answer *answer = network->answer;
	_cleanup_remedy_ struct remedy remedy = remedy_aside(network->ctx, answer->file);

	report_cause_as(network->report, check_cni_plugins.name, CAUSE_CNI_CONFIG_UNWORKABLE,
			network->place->handler ? VERDICT_WARN : cni_verdict(network->ctx),
			answer->path, &remedy,
			"%s: %s; the runtime takes the file, and no pod gets a network",
			answer->path, fault);
}

static void check_version(const struct network *network)
{
	const char *version = network->config->version;
	_cleanup_free_ char *fault = NULL;

	if (cni_version_check(version, &fault) < 0)
		report_unworkable(network, fault);
	else if (cni_version_is_newer(version))
		report_skip(network->report, check_cni_plugins.name, network->answer->path,
			    "%s: \"cniVersion\" is %s, newer than this program knows (1.1.0): "
			    "whether the plugins take it was not judged",
			    network->answer->path, version);
}

/* Beside the binaries: the version, the names, the kind of link, the files. */
static int check_rest(const struct network *network)
{
	check_version(network);
	/* libcni keeps the result of each pod under the name in the file: "cache file path requires network name". */
	if (network->config->name_is_file)
		report_unworkable(network, "it has no \"name\", or an empty one");
	if (network->needs.fault)
		report_unworkable(network, network->needs.fault);
	cni_kind_look(network->ctx, &network->needs, network->report);
	return cni_files_look(network->ctx, &network->needs, network->report);
}

static int check_network(struct network *network)
{
	int r;

	cni_needs_read(network->config, &network->needs);
	network->packaged = network->answer->awaits_cni && network->config == &network->answer->config;
	r = check_plugins(network);
	if (r == 0)
		r = check_loopback(network);
	if (r == 0)
		r = check_rest(network);
	cni_needs_free(&network->needs);
	return r;
}

/* The network of the directory, and the further ones of every pod. */
static int check_networks(struct network *network)
{
	const struct cni_answer *answer = network->answer;
	int r;

	network->config = &answer->config;
	r = check_network(network);
	for (size_t i = 0; i < answer->more_count && r == 0; i++) {
		network->config = &answer->more[i];
		r = check_network(network);
	}
	return r;
}

/*
 * The configuration heals: what it will need has to be there then, or to heal as well, and so has what the
 * networks need that the runtime reads beside it.
 */
static int check_healed(struct network *network, const struct cni_heal *heal)
{
	int r = 0;

	cni_needs_list(heal->installer->needs, &network->needs);
	if (heal->installer->needs)
		r = check_plugins(network);
	if (r == 0)
		r = check_loopback(network);
	cni_needs_free(&network->needs);
	if (r < 0 || heal->rest.state != CNI_SOUND)
		return r;
	network->answer = &heal->rest;
	return check_networks(network);
}

/* Pods get the networks that the runtime has loaded, and not what is in the directory by now. */
static int check_loaded(const struct network *read)
{
	const struct cri_status *status = &read->runtime->answer->status;
	/* Without a file: to move one away is no remedy. */
	const struct cni_answer loaded = {.state = CNI_SOUND, .path = read->answer->path};
	struct network network = *read;
	int r = 0;

	network.answer = &loaded;
	if (status->network_count == 0)
		report_skip(network.report, check_cni_plugins.name, NULL,
			    "not looked at: %s does not say which network it has loaded",
			    cni_loader_name(network.runtime));
	for (size_t i = 0; i < status->network_count && r == 0; i++) {
		cni_loaded_needs(&status->networks[i], &network.needs);
		r = check_plugins(&network);
		if (r == 0)
			r = check_loopback(&network);
		cni_needs_free(&network.needs);
	}
	return r;
}

static int check_by_state(struct network *network, const struct cni_heal *heal)
{
	const struct cni_answer *answer = network->answer;
	struct report *report = network->report;

	if (heal->installer)
		return check_healed(network, heal);
	if (cni_live_verdict_of(network->reading, answer) == CNI_LIVE_WAITS &&
	    answer->state != CNI_ABSENT) {
		report_skip(report, check_cni_plugins.name, NULL,
			    "not looked at: %s has loaded no network of %s",
			    cni_loader_name(network->runtime), network->place->conf_dir);
		return 0;
	}
	switch (answer->state) {
	case CNI_SOUND:
		return check_networks(network);
	case CNI_ABSENT:
		cni_blind_absent(network->ctx, network->place, answer, report);
		break;
	case CNI_INVALID:
	case CNI_UNREADABLE:
		cni_blind_directory(network->ctx, network->place, answer, report);
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
	struct network network = {.reading = reading,
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

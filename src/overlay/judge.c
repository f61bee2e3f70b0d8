/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with the overlay: facts in, findings out. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>

#include "overlay/overlay.h"
#include "text/quote.h"

/* What a packet of the pods grows by: Ethernet, UDP and VXLAN are 30 bytes, and IP. */
#define ROOM_IPV4 50
#define ROOM_IPV6 70

#define NAMED_MAX 4 /* pods in one line; --json has more */

/* The tunnel as it is, its name for messages, and where the findings go. */
struct overlay_judgement {
	const struct overlay *overlay;
	struct report *report;
	const char *subject;
};

/* The command for a link of a name that others chose. format has one %s. */
static struct remedy command_for(enum remedy_kind kind, const char *verb, const char *name,
				 const char *rest)
{
	_cleanup_free_ char *word = quote_shell(name);

	return remedy_format(kind, "%s %s%s", verb, word, rest);
}

static struct remedy delete_link(const char *name)
{
	return remedy_explain(command_for(REMEDY_DECISION, "ip link delete dev", name, ""),
			      "a decision for the owner of the interface: its traffic stops");
}

/* The command that starts the CNI again, else the one that shows why it did not start. */
static struct remedy start_cni_command(const struct overlay_judgement *judgement)
{
	const struct remedy *remedy = &judgement->overlay->expected.remedy;
	const char *unit = judgement->overlay->kubelet_unit;

	return remedy->command
		       ? remedy_copy(remedy)
		       : command_for(REMEDY_NONE, "journalctl -b -u", unit ? unit : "kubelet", "");
}

/* Add a finding with the verdict of its cause. Takes the remedy over. */
PRINTF(5, 6)
static void add_cause(const struct overlay_judgement *judgement, enum cause_id cause,
		      const char *subject, struct remedy remedy, const char *format, ...)
{
	_cleanup_free_ char *words = NULL;
	va_list args;

	va_start(args, format);
	words = format_text_args(format, args);
	va_end(args);
	report_cause(judgement->report, OVERLAY_CHECK, cause, subject, &remedy, "%s", words);
	remedy_free(&remedy);
}

static bool is_external(const struct overlay *overlay)
{
	return overlay->name.external || overlay->link.vxlan.external;
}

/* --- the tunnel is missing, or down --- */

/*
 * The kernel lets no second vxlan interface have that VNI on that port (EEXIST), and none of
 * Cilium's kind beside another (EADDRINUSE). What the CNI itself makes for the other IP version is
 * no obstacle.
 */
static const struct rtnl_link *find_obstacle(const struct overlay *overlay)
{
	const struct rtnl_vxlan *vxlan = &overlay->link.vxlan;
	long vni = overlay->expected.names->vni;

	if (overlay->found)
		vni = vxlan->external ? -1 : (long)vxlan->vni;
	for (size_t i = 0; i < overlay->same_port_count; i++) {
		const struct rtnl_link *other = &overlay->same_port[i];

		if (!overlay_name_of(&overlay->expected, other->name) &&
		    (vni < 0 || other->vxlan.external || other->vxlan.vni == vni))
			return other;
	}
	return NULL;
}

static bool judge_obstacle(const struct overlay_judgement *judgement)
{
	const struct rtnl_link *other = find_obstacle(judgement->overlay);

	if (!other)
		return false;
	add_cause(judgement, CAUSE_OVERLAY_LINK_IN_THE_WAY, other->name, delete_link(other->name),
		  "%s %s: another VXLAN interface, %s, uses UDP port %u (VNI %" PRIu32 ")",
		  judgement->subject, judgement->overlay->found ? "is not up" : "does not exist",
		  other->name, other->vxlan.port, other->vxlan.vni);
	return true;
}

static void judge_missing(const struct overlay_judgement *judgement)
{
	const struct overlay *overlay = judgement->overlay;
	const struct overlay_expected *expected = &overlay->expected;
	const char *subject = judgement->subject, *kind = expected->names->kind;
	const char *unit = overlay->kubelet_unit;

	if (overlay->module_absent)
		add_cause(judgement, CAUSE_OVERLAY_MODULE_MISSING, kind,
			  command_for(REMEDY_SAFE, "modprobe", kind, ""),
			  "%s does not exist, and the kernel has no %s now: the module is not "
			  "loaded (%s)",
			  subject, kind, expected->why);
	else if (unit && !overlay->kubelet_runs)
		add_cause(judgement, CAUSE_OVERLAY_KUBELET_STOPPED, unit,
			  command_for(REMEDY_SAFE, "systemctl start", unit, ""),
			  "%s does not exist, and %s is not running, so nothing creates it (%s)",
			  subject, unit, expected->why);
	else if (judge_obstacle(judgement))
		return;
	else if (overlay->was_up)
		add_cause(judgement, CAUSE_OVERLAY_LINK_GONE, subject, start_cni_command(judgement),
			  "%s was up and no longer exists: it was removed (%s)", subject,
			  expected->why);
	else
		add_cause(judgement, CAUSE_OVERLAY_LINK_MISSING, subject,
			  start_cni_command(judgement), "%s does not exist: %s%s", subject,
			  expected->why,
			  expected->awaited ? "; its DaemonSet has not run here"
					    : "; its pod on this node has not created it");
}

/* --- the tunnel exists --- */

/* False when the link is of another kind than its name says; nothing else is judged then. */
static bool judge_kind(const struct overlay_judgement *judgement)
{
	const struct overlay *overlay = judgement->overlay;

	if (!overlay->name.kind || text_equal(overlay->name.kind, overlay->link.kind))
		return true;
	add_cause(judgement, CAUSE_OVERLAY_LINK_KIND, judgement->subject,
		  delete_link(overlay->link.name),
		  "%s is an interface of kind %s, not %s: the tunnel cannot be created under that "
		  "name",
		  judgement->subject, *overlay->link.kind ? overlay->link.kind : "none",
		  overlay->name.kind);
	return false;
}

/* The command that writes the cluster's value into the settings. */
static struct remedy settings_command(const char *key, long number)
{
	return remedy_explain(
		remedy_format(REMEDY_DECISION,
			      "mkdir -p /etc/kubelet-preflight.conf.d && printf "
			      "'[Overlay]\\n%s=%ld\\n' "
			      ">/etc/kubelet-preflight.conf.d/50-overlay-%s.conf",
			      key, number, key),
		"a decision for whoever runs the cluster: %s %ld is right from then on", key,
		number);
}

static void judge_number(const struct overlay_judgement *judgement, const char *key, long wanted,
			 long got, bool set)
{
	const struct overlay *overlay = judgement->overlay;
	_cleanup_remedy_ struct remedy remedy = {0};

	if (wanted < 0 || wanted == got)
		return;
	remedy = set ? delete_link(overlay->link.name) : settings_command(key, got);
	report_cause_as(judgement->report, OVERLAY_CHECK, CAUSE_OVERLAY_PORT,
			set ? VERDICT_FAIL : VERDICT_WARN, judgement->subject, &remedy,
			"%s has %s %ld, not %ld, %s: nodes with a different value cannot exchange "
			"traffic with this one%s",
			judgement->subject, text_equal(key, "Port") ? "UDP port" : key, got, wanted,
			set ? "as the settings say" : "which is the CNI's default",
			set ? "" : "; if all nodes use it, say so in the settings");
}

static void judge_mtu(const struct overlay_judgement *judgement)
{
	const struct overlay *overlay = judgement->overlay;
	unsigned int room = overlay->link.vxlan.ipv6 ? ROOM_IPV6 : ROOM_IPV4;
	_cleanup_free_ char *rest = format_text(" mtu %u", overlay->lower.mtu - room);

	if (!overlay->has_lower || overlay->link.vxlan.external || overlay->lower.mtu < room ||
	    overlay->link.mtu + room <= overlay->lower.mtu)
		return;
	add_cause(judgement, CAUSE_OVERLAY_MTU, judgement->subject,
		  command_for(REMEDY_SAFE, "ip link set dev", overlay->link.name, rest),
		  "%s has MTU %u over %s with MTU %u: the tunnel adds %u bytes, and larger packets "
		  "are lost; the CNI sets its own again",
		  judgement->subject, overlay->link.mtu, overlay->lower.name, overlay->lower.mtu,
		  room);
}

/* The IPv6 tunnel of a dual-stack network: it may be missing, but must not be down. */
static void judge_ipv6_tunnel(const struct overlay_judgement *judgement)
{
	const struct overlay *overlay = judgement->overlay;

	for (size_t i = 0; i < overlay->same_port_count && overlay->expected.ipv6_too; i++) {
		const struct rtnl_link *link = &overlay->same_port[i];
		const struct cni_tunnel *name = overlay_name_of(&overlay->expected, link->name);

		if (name && name->ipv6 && !link->up)
			add_cause(judgement, CAUSE_OVERLAY_LINK_DOWN, link->name,
				  command_for(REMEDY_SAFE, "ip link set dev", link->name, " up"),
				  "%s exists but is down: no IPv6 pod packet leaves the node",
				  link->name);
	}
}

static void judge_vxlan(const struct overlay_judgement *judgement)
{
	const struct overlay *overlay = judgement->overlay;
	const struct rtnl_vxlan *vxlan = &overlay->link.vxlan;

	if (vxlan->local.size > 0 && !overlay->local_here)
		add_cause(judgement, CAUSE_OVERLAY_LOCAL_MISSING, judgement->subject,
			  start_cni_command(judgement),
			  "%s sends from an address that no interface of this node has: no reply "
			  "comes back",
			  judgement->subject);
	judge_number(judgement, "Port", overlay->name.port, vxlan->port,
		     overlay->expected.port_set);
	if (!vxlan->external)
		judge_number(judgement, "VNI", overlay->name.vni, vxlan->vni,
			     overlay->expected.vni_set);
	judge_mtu(judgement);
	judge_ipv6_tunnel(judgement);
}

static const char *sandbox_name(const struct overlay_sandbox *sandbox)
{
	return *sandbox->pod ? sandbox->pod : sandbox->path;
}

/* "default/web by 12 s, kube-system/dns by 9 s and 3 more" */
static char *list_stale(const struct overlay *overlay)
{
	_cleanup_strv_ char **words = NULL;
	_cleanup_free_ char *list = NULL;
	size_t named = 0;

	for (; named < overlay->stale_count && named < NAMED_MAX; named++) {
		_cleanup_free_ char *word =
			format_text("%s by %" PRIu64 " s", sandbox_name(&overlay->stale[named]),
				    overlay->stale[named].older_s);

		strv_append(&words, word);
	}
	list = strv_join(words, ", ");
	if (named == overlay->stale_total)
		return xstrdup(list);
	return format_text("%s and %zu more", list, overlay->stale_total - named);
}

static void judge_pods(const struct overlay_judgement *judgement)
{
	const struct overlay *overlay = judgement->overlay;
	_cleanup_free_ char *list = NULL;

	if (overlay->stale_count == 0)
		return;
	list = list_stale(overlay);
	report_cause(judgement->report, OVERLAY_CHECK, CAUSE_OVERLAY_PODS_STALE,
		     sandbox_name(&overlay->stale[0]), &overlay->expected.pods_remedy,
		     "%zu of %zu pods are older than %s: %s; they may still use network state from "
		     "before the tunnel came up",
		     overlay->stale_total, overlay->sandboxes, judgement->subject, list);
}

static void judge_link(const struct overlay_judgement *judgement)
{
	const struct overlay *overlay = judgement->overlay;
	_cleanup_free_ char *peers =
		is_external(overlay)   ? xstrdup("; its peers are in the CNI's own tables")
		: overlay->routes == 0 ? xstrdup(", no peers yet")
				       : format_text(", with %zu route%s over it", overlay->routes,
						     overlay->routes == 1 ? "" : "s");

	if (!judge_kind(judgement))
		return;
	if (!overlay->link.up) {
		if (!judge_obstacle(judgement))
			add_cause(judgement, CAUSE_OVERLAY_LINK_DOWN, judgement->subject,
				  command_for(REMEDY_SAFE, "ip link set dev", overlay->link.name,
					      " up"),
				  "%s exists but is down: no pod packet leaves the node",
				  judgement->subject);
		return;
	}
	if (overlay->addresses == 0 && !is_external(overlay))
		add_cause(judgement, CAUSE_OVERLAY_ADDRESS_MISSING, judgement->subject,
			  start_cni_command(judgement), "%s is up but has no address",
			  judgement->subject);
	if (text_equal(overlay->link.kind, "vxlan"))
		judge_vxlan(judgement);
	judge_pods(judgement);
	if (report_fitness(judgement->report) != FITNESS_UNFIT)
		report_pass(judgement->report, OVERLAY_CHECK, judgement->subject, "%s is up%s",
			    judgement->subject, peers);
}

void overlay_judge(const struct overlay *overlay, struct report *report)
{
	const struct overlay_expected *expected = &overlay->expected;
	struct overlay_judgement judgement = {overlay, report, "the tunnel"};

	if (overlay->error < 0) {
		report_cause(report, OVERLAY_CHECK, CAUSE_OVERLAY_UNKNOWN, NULL,
			     REMEDY(REMEDY_NONE, "kubelet-preflight overlay"),
			     "%s could not be read: %s", overlay->failed,
			     overlay->error == -EAGAIN ? "they change faster than they can be read"
						       : sysroot_strerror(overlay->error));
		return;
	}
	if (expected->none) {
		report_pass(report, OVERLAY_CHECK, NULL, "this network has no tunnel: %s",
			    expected->why);
		return;
	}
	if (expected->name_count == 0) {
		report_cause(report, OVERLAY_CHECK, CAUSE_OVERLAY_UNKNOWN, NULL,
			     &(const struct remedy){
				     REMEDY_DECISION,
				     (char *)"mkdir -p /etc/kubelet-preflight.conf.d && printf "
					     "'[Overlay]\\nLink=none\\n' "
					     ">/etc/kubelet-preflight.conf.d/50-overlay.conf",
				     (char *)"a decision for whoever runs the cluster: the tunnel "
					     "is no longer checked"},
			     "which tunnel this node's network has is not known: %s; name it with "
			     "Link= in [Overlay], or say with the command that there is none",
			     expected->why);
		return;
	}
	if (overlay->found)
		judgement.subject = overlay->link.name;
	else if (!expected->awaited && expected->cni)
		judgement.subject = expected->names[0].name;
	else if (expected->link)
		judgement.subject = expected->link;
	if (overlay->found)
		judge_link(&judgement);
	else if (expected->hidden.command && !overlay->was_up)
		/* The CNI configuration, which only root can read, may say that there is none. */
		report_cause(report, OVERLAY_CHECK, CAUSE_OVERLAY_UNKNOWN, NULL, &expected->hidden,
			     "whether a tunnel is missing is not known, for there is none and %s",
			     expected->why);
	else
		judge_missing(&judgement);
}

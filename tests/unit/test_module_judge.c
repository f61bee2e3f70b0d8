/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the facts of a module mean: the table. */
#include "config.h"

#include <errno.h>
#include <signal.h>

#include "fixture.h"
#include "module/facts.h"

#define RELEASE "6.1.0-50-cloud-amd64"
#define OWN  "/lib/modules/" RELEASE "/kernel/drivers/net/vxlan/vxlan.ko"
#define NEED "/lib/modules/" RELEASE "/kernel/net/ipv4/udp_tunnel.ko"

#define TREE    .tree = true, .has_modules = true, .policy.capable = true
#define LIVE    .live = true
#define INDEXED .lookup.indexed = true, .in_text_index = true
#define FILE_OK .own = {.path = OWN, .is_signed = true, .vermagic = RELEASE " SMP preempt "}
#define GOOD    LIVE, TREE, INDEXED, FILE_OK
#define FAILS(number)  .load_tried = true, .load.error = -(number)
#define SUCCEEDS       .load_tried = true
#define BAD(file, why) .bad = {.path = file, .fault = why}
#define FOUND          .found = OWN
#define UNSIGNED       .own.path = OWN, .unsigned_file = OWN
#define GZIP           .bad = {.path = OWN, .fault = FILE_COMPRESSION, .compression = "gzip"}
#define FORBIDS(list)  .deny_parameter = list, .denied = "vxlan"
#define DENY           .deny.line.kind = MODPROBE_BLACKLIST
#define INSTALL        .install.line.kind = MODPROBE_INSTALL
#define OPTIONS        .options.line.kind = MODPROBE_OPTIONS

static const struct {
	const char *what;
	struct module_facts facts;
	enum module_answer answer;
	enum cause_id cause;
} rows[] = {
#define IS(answer, what, ...) {what, {__VA_ARGS__}, MODULE_ANSWER_##answer, CAUSE_NONE}
#define HAS(cause, what, ...) {what, {__VA_ARGS__}, MODULE_ANSWER_FAULT, CAUSE_##cause}
	IS(LOADED, "loaded", LIVE, TREE, .state = MODULE_LOADED),
	IS(LOADED, "loaded, its tree gone", LIVE, .state = MODULE_LOADED),
	IS(LOADED, "loaded, though denied", LIVE, TREE, .state = MODULE_LOADED, DENY),
	IS(LOADED, "loaded, then loading was disabled", LIVE, TREE, .state = MODULE_LOADED,
	   .policy.disabled = true),
	IS(BUILT_IN, "built in, with an index", LIVE, TREE, .state = MODULE_BUILT_IN),
	IS(BUILT_IN, "built in, no tree, no modules", LIVE, .state = MODULE_BUILT_IN),
	IS(BUILT_IN, "built in, not in /sys, a link works", LIVE, .link_works = true),
	IS(BUILT_IN, "image: built in by the binary index", TREE, .lookup.built_in = true),
	IS(BUILT_IN, "image: built in by the text", TREE, .lookup.no_index = true,
	   .in_text_builtin = true),
	IS(LOADABLE, "loadable", GOOD),
	IS(LOADABLE, "image: loadable", TREE, INDEXED, FILE_OK),
	IS(LOADABLE, "an install line alone is no fault", GOOD, INSTALL),
	HAS(MODULE_INSTALL_FAILED, "one that is /bin/false is", GOOD, INSTALL,
	    .install.line.command = MODPROBE_COMMAND_FALSE),
	HAS(MODULE_INSTALL_VOID, "one that is /bin/true is", GOOD, INSTALL,
	    .install.line.command = MODPROBE_COMMAND_TRUE),
	IS(LOADABLE, "an options line alone is no fault", GOOD, OPTIONS),
	IS(LOADABLE, "unsigned, and nobody minds", LIVE, TREE, INDEXED, UNSIGNED),
	IS(LOADABLE, "another release word, and nobody tried", LIVE, TREE, INDEXED,
	   .own = {.path = OWN, .vermagic = "6.1.0-49-cloud-amd64 SMP "}),
	HAS(KERNEL_WITHOUT_MODULES, "no module support", LIVE, .has_modules = false),
	HAS(MODULE_TREE_GONE, "tree gone", LIVE, .has_modules = true),
	HAS(MODULE_INDEX_DAMAGED, "index damaged", LIVE, TREE, FOUND, .lookup.bad_index = true),
	HAS(MODULE_INDEX_DAMAGED, "index cut short: the text still knows it", LIVE, TREE, FOUND,
	    FILE_OK, .in_text_index = true),
	HAS(MODULE_FILE_MISSING, "neither in the index nor there, and in the text", LIVE, TREE,
	    .in_text_index = true, .own = {.path = OWN, .fault = FILE_LOST}, BAD(OWN, FILE_LOST)),
	HAS(MODULE_INDEX_MISSING, "index missing", LIVE, TREE, FOUND, .lookup.no_index = true),
	HAS(MODULE_INDEX_STALE, "index stale", LIVE, TREE, FOUND),
	HAS(MODULE_NOT_SHIPPED, "not shipped", LIVE, TREE),
	HAS(MODULE_NOT_SHIPPED, "not shipped and no index", LIVE, TREE, .lookup.no_index = true),
	HAS(MODULE_IN_OTHER_KERNEL, "another kernel ships it", LIVE, TREE, .other = (char *)"6.1.0-49"),
	HAS(MODULE_FILE_MISSING, "indexed, and not there", LIVE, TREE, INDEXED,
	    .own = {.path = OWN, .fault = FILE_LOST}, BAD(OWN, FILE_LOST)),
	HAS(MODULE_DEPENDENCY_MISSING, "what it needs is not there", GOOD, BAD(NEED, FILE_LOST)),
	HAS(MODULE_DEPENDENCY_MISSING, "the same, after a load", GOOD, BAD(NEED, FILE_LOST),
	    FAILS(ENOENT)),
	HAS(MODULE_DEPENDENCY_MISSING, "what it needs is in no index, and nowhere", GOOD,
	    .lost = "udp_tunnel", FAILS(ENOENT)),
	HAS(MODULE_INDEX_STALE, "what it needs is there, and its line does not say so", GOOD,
	    .found = NEED, FAILS(ENOENT)),
	HAS(MODULE_FILE_DAMAGED, "empty", GOOD, BAD(OWN, FILE_EMPTY), FAILS(EINVAL)),
	HAS(MODULE_FILE_DAMAGED, "cut off", GOOD, BAD(OWN, FILE_DAMAGED), FAILS(ENOEXEC)),
	HAS(MODULE_FILE_DAMAGED, "what it needs is cut off", GOOD, BAD(NEED, FILE_DAMAGED)),
	HAS(MODULE_COMPRESSION_UNKNOWN, "gzip, and no zlib", GOOD, GZIP),
	HAS(MODULE_COMPRESSION_UNKNOWN, "gzip, which depmod left out", LIVE, TREE, FOUND,
	    GZIP),
	HAS(MODULE_DENIED, "denied, seen before a load", GOOD, DENY),
	HAS(MODULE_DENIED, "denied, as libkmod says", GOOD, .load_tried = true, .load.denied = true),
	HAS(MODULE_DENIED_AT_BOOT, "denied by the kernel itself", GOOD, FAILS(EPERM),
	    FORBIDS("module_blacklist=vxlan")),
	HAS(MODULE_DENIED_AT_BOOT, "denied by modprobe.blacklist=", GOOD, .load_tried = true,
	    .load.denied = true, FORBIDS("modprobe.blacklist=vxlan")),
	HAS(MODULES_DISABLED, "loading disabled", GOOD, FAILS(EPERM), .policy.disabled = true),
	HAS(MODULES_DISABLED, "loading disabled, nobody tried", GOOD, .policy.disabled = true),
	HAS(MODULE_UNSIGNED, "unsigned under enforcement", LIVE, TREE, INDEXED, UNSIGNED,
	    .policy.sig_enforce = true),
	HAS(MODULE_UNSIGNED, "unsigned, as the kernel says", LIVE, TREE, INDEXED, UNSIGNED,
	    FAILS(EKEYREJECTED)),
	HAS(MODULE_SIGNATURE_REJECTED, "altered", GOOD, FAILS(EKEYREJECTED)),
	HAS(MODULE_SIGNATURE_REJECTED, "of a key that is not known", GOOD, FAILS(ENOKEY)),
	HAS(MODULE_UNSIGNED, "what it needs is unsigned, under enforcement", GOOD,
	    .unsigned_file = NEED, FAILS(EKEYREJECTED), .policy.sig_enforce = true),
	HAS(MODULE_SIGNATURE_REJECTED, "altered, and what it needs is unsigned, which nobody minds",
	    GOOD, .unsigned_file = NEED, FAILS(EKEYREJECTED)),
	HAS(KERNEL_LOCKED_DOWN, "lockdown", LIVE, TREE, INDEXED, UNSIGNED, FAILS(EPERM),
	    .policy.locked_down = true),
	HAS(KERNEL_LOCKED_DOWN, "lockdown, and what it needs is unsigned", GOOD, .unsigned_file = NEED,
	    FAILS(EPERM), .policy.locked_down = true),
	HAS(MODULE_LOAD_NOT_PERMITTED, "lockdown minds nothing that is signed", GOOD, FAILS(EPERM),
	    .policy.locked_down = true),
	HAS(MODULE_LOAD_NOT_PERMITTED, "no capability", GOOD, FAILS(EPERM)),
	HAS(MODULE_LOAD_NOT_PERMITTED, "a filter that answers", GOOD, FAILS(ENOSYS)),
	HAS(MODULE_LOAD_NOT_PERMITTED, "a filter that kills", GOOD, FAILS(EBADMSG), .load.signal = SIGSYS),
	HAS(MODULE_DENIED_BY_POLICY, "SELinux", GOOD, FAILS(EACCES)),
	HAS(MODULE_OF_OTHER_KERNEL, "another vermagic", LIVE, TREE, INDEXED, FAILS(ENOEXEC),
	    .own = {.path = OWN, .vermagic = "6.1.0-49-cloud-amd64 SMP "}),
	HAS(MODULE_OF_OTHER_KERNEL, "the same release, built otherwise than what it needs", GOOD,
	    .vermagic = RELEASE " SMP preempt_rt ", FAILS(ENOEXEC)),
	HAS(MODULE_SYMBOLS_DIFFER, "built as what it needs", GOOD, .vermagic = RELEASE " SMP preempt ",
	    FAILS(ENOEXEC)),
	HAS(MODULE_SYMBOLS_DIFFER, "the same vermagic", GOOD, FAILS(ENOEXEC)),
	HAS(MODULE_SYMBOLS_DIFFER, "unknown symbol", GOOD, FAILS(ENOENT)),
	HAS(MODULE_OPTION_BAD, "a bad option", GOOD, OPTIONS, FAILS(EINVAL)),
	HAS(MODULE_OPTION_BAD, "a bad option at boot", GOOD, .option_parameters = "vxlan.udp_port=x", FAILS(EINVAL)),
	HAS(MODULE_INSTALL_FAILED, "install /bin/false", GOOD, INSTALL, FAILS(EINVAL)),
	HAS(MODULE_INSTALL_FAILED, "install sleep", GOOD, INSTALL, FAILS(ETIMEDOUT),
	    .load.timeout = true),
	HAS(MODULE_INSTALL_VOID, "install /bin/true", GOOD, INSTALL, SUCCEEDS),
	HAS(MODULE_LOAD_VOID, "success, and not loaded", GOOD, SUCCEEDS),
	HAS(MODULE_LOAD_VOID, "a load under way that does not end", GOOD, .state = MODULE_COMING,
	    SUCCEEDS),
	HAS(MODULE_LOAD_FAILED, "no memory", GOOD, FAILS(ENOMEM)),
	HAS(MODULE_LOAD_FAILED, "EINVAL without a line to blame", GOOD, FAILS(EINVAL)),
	HAS(MODULE_LOAD_FAILED, "load timed out", GOOD, FAILS(ETIMEDOUT), .load.timeout = true),
	HAS(MODULE_INDEX_DAMAGED, "libkmod crashed", GOOD, FAILS(EBADMSG), .load.signal = 6),
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum cause_id cause = CAUSE_SETTINGS_INVALID;
		enum module_answer answer = module_judge(&rows[i].facts, RELEASE, &cause);

		if (answer != rows[i].answer || cause != rows[i].cause)
			fail_msg("%s: answer %d, cause %s", rows[i].what, answer,
				 cause ? cause_get(cause)->name : "none");
	}
}

/* The gate never passes without proof: whatever the other facts, a tried load that did not end in
 * a loaded module, with no working link, is a fault. */
static void test_tried_is_never_loadable(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct module_facts facts = rows[i].facts;
		enum cause_id cause;

		if (!facts.live || facts.link_works || facts.lookup.built_in ||
		    facts.state == MODULE_LOADED || facts.state == MODULE_BUILT_IN)
			continue;
		facts.load_tried = true;
		assert_int_equal(module_judge(&facts, RELEASE, &cause), MODULE_ANSWER_FAULT);
		assert_int_not_equal(cause, CAUSE_NONE);
	}
}

static struct module_line line_in(const char *file, enum modprobe_kind kind)
{
	struct module_line line = {.line = {.kind = kind, .line = 1}, .module = "vxlan"};

	snprintf(line.file, sizeof(line.file), "%s", file);
	return line;
}

/* What "fix" may run by itself, and what it may not; each other cause is fixed safely. */
static enum remedy_kind kind_of(enum cause_id cause)
{
	switch (cause) {
	case CAUSE_MODULE_DENIED:
	case CAUSE_MODULE_DENIED_AT_BOOT:
	case CAUSE_MODULE_INSTALL_FAILED:
	case CAUSE_MODULE_INSTALL_VOID:
	case CAUSE_MODULE_LOAD_NOT_PERMITTED:
		return REMEDY_DECISION;
	case CAUSE_MODULE_OPTION_BAD:
		return REMEDY_EDIT;
	case CAUSE_MODULES_DISABLED:
	case CAUSE_KERNEL_WITHOUT_MODULES:
		return REMEDY_REBOOT;
	default:
		return REMEDY_SAFE;
	}
}

/* On a Debian with GRUB every fault has words, and a command of the kind that it is. */
static void test_words_and_remedies(void **state)
{
	struct fixture *fixture = *state;
	const struct sysroot live = {.path = "/", .fd = fixture->root.fd};
	struct context ctx = fixture->ctx;

	fixture_write(fixture, "/etc/os-release", "ID=debian\nVERSION_ID=12\n");
	fixture_write(fixture, "/boot/grub/grub.cfg", "");
	fixture_write(fixture, "/etc/default/grub",
		      "GRUB_CMDLINE_LINUX=\"module_blacklist=vxlan modprobe.blacklist=vxlan vxlan.udp_port=x\"\n");
	ctx.root = &live;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct module_facts facts = rows[i].facts;
		_cleanup_remedy_ struct remedy remedy = {0};
		_cleanup_free_ char *words = NULL;

		if (rows[i].cause == CAUSE_NONE)
			continue;
		facts.name = "vxlan";
		if (facts.deny.line.kind)
			strcpy(facts.deny.file, "/etc/modprobe.d/deny.conf");
		if (facts.install.line.kind)
			facts.install = line_in("/usr/lib/modprobe.d/install.conf", MODPROBE_INSTALL);
		if (facts.options.line.kind)
			facts.options = line_in("/etc/modprobe.d/options.conf", MODPROBE_OPTIONS);
		words = module_words(&ctx, &facts, rows[i].cause);
		remedy = module_remedy(&ctx, &facts, rows[i].cause);
		if (!words || !strstr(words, "vxlan"))
			fail_msg("%s: says \"%s\"", rows[i].what, words ? words : "nothing");
		/* Denied by libkmod alone: no line was found that could be taken out. */
		if (!remedy.command && rows[i].cause != CAUSE_MODULE_DENIED)
			fail_msg("%s: no remedy", rows[i].what);
		if (remedy.command && remedy.kind != kind_of(rows[i].cause))
			fail_msg("%s: %s is not %s", rows[i].what, remedy.command,
				 remedy_kind_name(kind_of(rows[i].cause)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_tried_is_never_loadable),
		FIXTURE_TEST(test_words_and_remedies),
	};

	return RUN_GROUP("module_judge", tests);
}

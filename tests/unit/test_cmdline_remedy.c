/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands that change the kernel command line: grubby's, or an editor at the line that has it. */
#include "config.h"

#include "bootloader/remedy.h"
#include "fixture.h"

#define RELEASE "6.1.0-50-cloud-amd64"

/* wanted is NULL where no command is known. */
static void assert_edit(struct fixture *fixture, const char *parameters, const char *wanted)
{
	_cleanup_remedy_ struct remedy remedy = {0};

	fixture->ctx.release = RELEASE;
	remedy = cmdline_remedy(&fixture->ctx, parameters, "");
	assert_string_equal(remedy.command ? remedy.command : "none", wanted ? wanted : "none");
	assert_int_equal(remedy.kind, wanted ? REMEDY_EDIT : REMEDY_NONE);
	assert_string_equal(remedy.note ? remedy.note : "none",
			    wanted ? "then drain the node and reboot" : "none");
}

static void test_grub(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/boot/grub/grub.cfg", "");
	fixture_write(fixture, "/etc/default/grub",
		      "GRUB_TIMEOUT=0\n# vxlan.udp_port=bad\n"
		      "GRUB_CMDLINE_LINUX_DEFAULT=\"module_blacklist=geneve,vxlan,ipip\"\n"
		      "GRUB_CMDLINE_LINUX=\"quiet module_blacklist=geneve,vxlan vxlan.udp_port=bad "
		      "vxlan.a=/b\"\n");
	assert_edit(fixture, "module_blacklist=geneve,vxlan",
		    "vi +4 /etc/default/grub && update-grub");
	assert_edit(fixture, "vxlan.udp_port=bad vxlan.a=/b",
		    "vi +4 /etc/default/grub && update-grub");
	assert_edit(fixture, "module_blacklist=vxlan", NULL);
}

/* Cloud images set it in a drop-in, whose name others chose. */
static void test_grub_drop_in(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/boot/grub2/grub.cfg", "");
	fixture_write(fixture, "/etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"\n");
	fixture_write(fixture, "/etc/default/grub.d/10-a.cfg", "GRUB_TIMEOUT=0\n");
	fixture_write(fixture, "/etc/default/grub.d/50-$(cloud).cfg",
		      "GRUB_CMDLINE_LINUX=\"modprobe.blacklist=vxlan\"\n");
	assert_edit(fixture, "modprobe.blacklist=vxlan",
		    "vi +1 '/etc/default/grub.d/50-$(cloud).cfg' && "
		    "grub2-mkconfig -o /boot/grub2/grub.cfg");
}

static void test_others(void **state)
{
	struct fixture *fixture = *state;

	/* Without a grub.cfg, a file of GRUB counts for nothing. */
	fixture_write(fixture, "/etc/default/grub", "GRUB_CMDLINE_LINUX=\"a.b=1\"\n");
	assert_edit(fixture, "a.b=1", NULL);
	fixture_write(fixture, "/boot/firmware/cmdline.txt", "quiet rd.a.b=1\na.b=1");
	assert_edit(fixture, "a.b=1", "vi +2 /boot/firmware/cmdline.txt");
	fixture_write(fixture, "/etc/kernel/cmdline", "quiet a.b=1\n");
	assert_edit(fixture, "a.b=1",
		    "vi +1 /etc/kernel/cmdline && kernel-install add " RELEASE
		    " /boot/vmlinuz-" RELEASE);
	fixture_write(fixture, "/lib/modules/" RELEASE "/vmlinuz", "");
	assert_edit(fixture, "a.b=1",
		    "vi +1 /etc/kernel/cmdline && kernel-install add " RELEASE
		    " /lib/modules/" RELEASE "/vmlinuz");
}

static void test_grubby(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_remedy_ struct remedy removed = {0}, replaced = {0}, hostile = {0};

	fixture_write(fixture, "/usr/sbin/grubby", "");
	removed = cmdline_remedy(&fixture->ctx, "vxlan.a=1 vxlan.b=2", "");
	assert_string_equal(removed.command,
			    "grubby --update-kernel=ALL --remove-args='vxlan.a=1 vxlan.b=2'");
	replaced = cmdline_remedy(&fixture->ctx, "module_blacklist=a,vxlan", "module_blacklist=a");
	assert_string_equal(replaced.command, "grubby --update-kernel=ALL "
					      "--remove-args=module_blacklist=a,vxlan "
					      "--args=module_blacklist=a");
	assert_int_equal(replaced.kind, REMEDY_REBOOT);
	assert_string_equal(replaced.note, "then drain the node and reboot");
	/* Whoever writes the command line cannot write our command. */
	hostile = cmdline_remedy(&fixture->ctx, "vxlan.a=$(reboot)", "");
	assert_string_equal(hostile.command,
			    "grubby --update-kernel=ALL --remove-args='vxlan.a=$(reboot)'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_grub),
		FIXTURE_TEST(test_grub_drop_in),
		FIXTURE_TEST(test_others),
		FIXTURE_TEST(test_grubby),
	};

	return RUN_GROUP("cmdline_remedy", tests);
}

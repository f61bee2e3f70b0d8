/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Nodes that people run, each as a root: whose kernel it is, what is said of it, and which command is
 * printed. Those that are "right before" were so by the code that took every release of Debian and
 * Ubuntu for one of theirs; they stay as they are.
 */
#include "config.h"

#include "owner_fixture.h"

#define UBUNTU  "ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"22.04\"\nPRETTY_NAME=\"Ubuntu 22.04 LTS\"\n"
#define ROCKY   "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"\nPRETTY_NAME=\"Rocky Linux 9.4\"\n"
#define ORACLE  "ID=\"ol\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"9.6\"\nPRETTY_NAME=\"Oracle Linux 9.6\"\n"
#define SLES    "ID=\"sles\"\nID_LIKE=\"suse\"\nVERSION_ID=\"15.6\"\nPRETTY_NAME=\"SLES 15 SP6\"\n"
#define MICRO   "ID=\"sle-micro\"\nID_LIKE=\"suse\"\nVERSION_ID=\"5.5\"\nPRETTY_NAME=\"SLE Micro 5.5\"\n"
#define TUMBLEWEED "ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\nPRETTY_NAME=\"openSUSE\"\n"
#define RHEL10  "ID=\"rhel\"\nID_LIKE=\"centos fedora\"\nVERSION_ID=\"10.0\"\nPRETTY_NAME=\"RHEL 10\"\n"
#define AMAZON  "ID=\"amzn\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"2023\"\nPRETTY_NAME=\"Amazon Linux 2023\"\n"
#define ARCH    "ID=arch\nPRETTY_NAME=\"Arch Linux\"\n"
#define EULER   "ID=\"openEuler\"\nVERSION_ID=\"22.03\"\nPRETTY_NAME=\"openEuler 22.03\"\n"
#define MANJARO "ID=manjaro\nID_LIKE=arch\nPRETTY_NAME=\"Manjaro\"\n"
#define TUXEDO  "ID=tuxedo\nID_LIKE=\"ubuntu debian\"\nPRETTY_NAME=\"TUXEDO OS\"\n"
#define CLOUD   "ID=cloudlinux\nID_LIKE=\"rhel fedora centos\"\nVERSION_ID=\"8.10\"\n"
#define FOREIGN "ID=ownos\nPRETTY_NAME=\"Own OS 1\"\n"

#define AGAIN(package) "apt-get download --print-uris " package " && " APT_INSTALL " --reinstall " package
#define DNF(package)   "dnf -y $(rpm -q --quiet " package " && echo re)install " package
#define LISTS          "/var/lib/dpkg/info/"
#define UEK8           "6.12.0-104.43.4.2.el9uek.x86_64"

enum part {
	TREE = 1,  /* a module tree without the module */
	IMAGE = 2, /* in /boot */
	BESIDE = 4, /* another kernel, which has it, and GRUB */
	BARE = 8,   /* no list of any package */
};

static const struct {
	const char *name, *os, *release, *module;
	unsigned int parts;
	const char *files[6]; /* paths and texts */
	enum remedy_kind kind;
	const char *command, *words; /* NULL: none; with a "$" behind them they are the end */
	const char *package;         /* how the check "package" ends: cause, or "" and SKIP */
} nodes[] = {
	/* A: wrong before. */
	{"Linode's kernel on a Debian", DEBIAN, "4.5.5-x86_64-linode69", "vxlan", BESIDE, {0},
	 REMEDY_REBOOT, "grub-reboot 'gnulinux-advanced-U>gnulinux-" OTHER "-advanced-U'",
	 "not built by Debian GNU/Linux 12 (bookworm) and is not installed here, so the provider of this "
	 "machine boots it: their setting has to boot kernel " OTHER ", which is installed and has vxlan", ""},
	{"the same with no other kernel", DEBIAN, "6.15.7-x86_64-linode170", "vxlan", 0, {0},
	 REMEDY_NONE, NULL, "their setting has to boot a kernel of the distribution", ""},
	{"WSL2", UBUNTU, "5.15.167.4-microsoft-standard-WSL2", "vxlan", 0, {0}, REMEDY_NONE, NULL,
	 "not built by Ubuntu 22.04 LTS and is not installed here", ""},
	{"kind: a Debian on an Ubuntu", DEBIAN, "6.8.0-40-generic", "vxlan", 0,
	 {"/run/systemd/container", "docker\n"}, REMEDY_ELSEWHERE, "modprobe vxlan",
	 "this is a container (docker), and the kernel is that of its host", ""},
	{"kind, whose host's tree it sees", DEBIAN, "6.1.0-50-amd64", "vxlan", TREE,
	 {"/run/systemd/container", "docker\n"}, REMEDY_ELSEWHERE, "modprobe vxlan",
	 "this is a container (docker)", ""},
	{"LXC on a Proxmox", DEBIAN, "6.8.12-4-pve", "vxlan", 0,
	 {"/proc/1/environ", "TERM=linux\ncontainer=lxc\n"}, REMEDY_ELSEWHERE, "modprobe vxlan",
	 "this is a container (lxc)", ""},
	{"podman's systemd", ROCKY, "6.14.0-63.fc42.x86_64", "vxlan", 0,
	 {"/run/host/container-manager", "podman"}, REMEDY_ELSEWHERE, "modprobe vxlan",
	 "this is a container (podman)", ""},
	{"a container without /run/systemd", DEBIAN, "6.1.0-50-amd64", "vxlan", 0, {"/.dockerenv", ""},
	 REMEDY_ELSEWHERE, "modprobe vxlan", "this is a container (docker)", ""},
	{"a Proxmox", DEBIAN, "6.8.12-4-pve", "vxlan", TREE | IMAGE, {0}, REMEDY_SAFE,
	 AGAIN("proxmox-kernel-6.8.12-4-pve-signed"), "kernel 6.8.12-4-pve has no vxlan",
	 "package-missing"},
	{"an older Proxmox", DEBIAN, "5.15.158-2-pve", "vxlan", TREE | IMAGE, {0}, REMEDY_SAFE,
	 AGAIN("pve-kernel-5.15.158-2-pve"), "", "package-missing"},
	{"rpi-update", DEBIAN, "6.6.75-v8+", "vxlan", TREE, {0}, REMEDY_NONE, NULL,
	 "it was not built by Debian GNU/Linux 12 (bookworm): build it with vxlan, or boot", ""},
	{"a Raspberry Pi OS 11, by the owner", DEBIAN, "6.1.21-v8+", "vxlan", TREE,
	 {LISTS "raspberrypi-kernel.list",
	  "/.\n/lib/modules/6.1.21-v8+/kernel/drivers/net/vxlan/vxlan.ko.xz\n",
	  "/var/lib/dpkg/status", "Package: raspberrypi-kernel\nStatus: install ok installed\n"},
	 REMEDY_SAFE, AGAIN("raspberrypi-kernel"), "", "package-incomplete"},
	{"Liquorix, whose package lacks it", UBUNTU, "6.12.9-1-liquorix-amd64", "vxlan", TREE,
	 {LISTS "linux-image-6.12.9-1-liquorix-amd64.list",
	  "/boot/vmlinuz-6.12.9-1-liquorix-amd64\n/lib/modules/6.12.9-1-liquorix-amd64/kernel\n"},
	 REMEDY_NONE, NULL, "it is the kernel of the package linux-image-6.12.9-1-liquorix-amd64, which has no "
	 "vxlan", ""},
	{"a build of one's own", DEBIAN, "6.6.1", "vxlan", TREE | IMAGE, {0}, REMEDY_NONE, NULL,
	 "build it with vxlan, or boot a kernel of the distribution", ""},
	{"ELRepo's kernel", ROCKY, "6.6.1-1.el9.elrepo.x86_64", "vxlan", TREE | IMAGE, {0}, REMEDY_NONE,
	 NULL, "it was not built by Rocky Linux 9.4", ""},
	{"a mainline build of Ubuntu's people", UBUNTU, "6.6.1-060601-generic", "vxlan", TREE | IMAGE, {0},
	 REMEDY_NONE, NULL, "it was not built by Ubuntu 22.04 LTS", ""},
	{"a Debian kernel on an Ubuntu", UBUNTU, "6.1.0-50-amd64", "vxlan", TREE | IMAGE, {0}, REMEDY_NONE,
	 NULL, "it was not built by Ubuntu 22.04 LTS", ""},
	{"two owners of one kernel", DEBIAN, "6.6.1", "vxlan", TREE | IMAGE,
	 {LISTS "linux-image-a.list", "/boot/vmlinuz-6.6.1\n", LISTS "linux-image-b.list",
	  "/boot/vmlinuz-6.6.1\n"},
	 REMEDY_NONE, NULL, "it was not built by Debian", ""},
	{"two owners of one module", DEBIAN, "6.6.1", "vxlan", TREE | IMAGE,
	 {LISTS "linux-image-a.list", "/lib/modules/6.6.1/kernel/vxlan.ko\n",
	  LISTS "linux-image-b:amd64.list", "/lib/modules/6.6.1/kernel/vxlan.ko\n"},
	 REMEDY_NONE, NULL, "it was not built by Debian", ""},
	/* A: right before. */
	{"XanMod, by the owner", DEBIAN, "6.6.10-x64v3-xanmod1", "vxlan", TREE,
	 {LISTS "linux-image-6.6.10-x64v3-xanmod1.list",
	  "/boot/vmlinuz-6.6.10-x64v3-xanmod1\n/usr/lib/modules/6.6.10-x64v3-xanmod1/kernel/a/vxlan.ko\n",
	  LISTS "linux-image-6.6.10-x64v3-xanmod1.md5sums", ""},
	 REMEDY_SAFE, AGAIN("linux-image-6.6.10-x64v3-xanmod1"), "", "package-incomplete"},
	{"Debian's cloud kernel", DEBIAN, "6.1.0-50-cloud-amd64", "vxlan", TREE | IMAGE, {0}, REMEDY_SAFE,
	 AGAIN("linux-image-6.1.0-50-cloud-amd64"), "", "package-missing"},
	{"Debian on arm64", DEBIAN, "6.12.107+deb13-arm64-16k", "vxlan", TREE | IMAGE, {0}, REMEDY_SAFE,
	 AGAIN("linux-image-6.12.107+deb13-arm64-16k"), "", "package-missing"},
	{"a backport", DEBIAN, "6.12.9+bpo-amd64", "vxlan", TREE | IMAGE, {0}, REMEDY_SAFE,
	 AGAIN("linux-image-6.12.9+bpo-amd64"), "", "package-missing"},
	{"Kali", "ID=kali\nID_LIKE=debian\n", "6.12.33+kali-amd64", "vxlan", TREE | IMAGE, {0}, REMEDY_SAFE,
	 AGAIN("linux-image-6.12.33+kali-amd64"), "", "package-missing"},
	{"a Raspberry Pi OS", DEBIAN, "6.6.31+rpt-rpi-2712", "vxlan", TREE, {0}, REMEDY_SAFE,
	 AGAIN("linux-image-6.6.31+rpt-rpi-2712"), "", "package-missing"},
	{"Ubuntu's aws-64k", UBUNTU, "6.8.0-1021-aws-64k", "vxlan", TREE | IMAGE, {0}, REMEDY_SAFE,
	 AGAIN("linux-modules-6.8.0-1021-aws-64k"), "", "package-missing"},
	{"Ubuntu on a Raspberry Pi", UBUNTU, "5.15.0-1046-raspi", "vxlan", TREE | IMAGE, {0}, REMEDY_SAFE,
	 APT_INSTALL " linux-modules-extra-5.15.0-1046-raspi", "", "package-missing"},
	{"a machine with systemd, from a container's image", DEBIAN, "6.1.0-50-amd64", "vxlan", TREE | IMAGE,
	 {"/.dockerenv", "", "/run/systemd/system/none", ""}, REMEDY_SAFE,
	 AGAIN("linux-image-6.1.0-50-amd64"), "", "package-missing"},
	{"a distribution that is not known", FOREIGN, "6.6.1", "vxlan", TREE | IMAGE, {0}, REMEDY_NONE, NULL,
	 "kernel 6.6.1 has no vxlan", ""},

	/* E: wrong before. */
	{"UEK 8", ORACLE, UEK8, "vxlan", TREE, {0}, REMEDY_SAFE, DNF("kernel-uek-modules-core-" UEK8), "",
	 "package-missing"},
	{"UEK 8, br_netfilter", ORACLE, UEK8, "br_netfilter", TREE, {0}, REMEDY_SAFE,
	 DNF("kernel-uek-modules-core-" UEK8), "", "package-missing"},
	{"UEK 8, a set", ORACLE, UEK8, "ip_set_hash_net", TREE, {0}, REMEDY_SAFE,
	 DNF("kernel-uek-modules-extra-netfilter-" UEK8), "", "package-missing"},
	{"UEK 8 by modules.packages", ORACLE, UEK8, "xt_TCPMSS", TREE,
	 {"/lib/modules/" UEK8 "/modules.packages",
	  "vxlan kernel-uek-modules-core-" UEK8 "\nxt-TCPMSS kernel-uek-modules-extra-netfilter-" UEK8 "\n"},
	 REMEDY_SAFE, DNF("kernel-uek-modules-extra-netfilter-" UEK8), "", "package-missing"},
	{"UEK next by modules.packages", ORACLE, "6.14.0-1.el9ueknext.x86_64", "vxlan", TREE,
	 {"/lib/modules/6.14.0-1.el9ueknext.x86_64/modules.packages",
	  "vxlan kernel-ueknext-modules-core-6.14.0-1.el9ueknext.x86_64"},
	 REMEDY_SAFE, DNF("kernel-ueknext-modules-core-6.14.0-1.el9ueknext.x86_64"), "", "package-missing"},
	{"UEK 6", ORACLE, "5.4.17-2136.300.7.el8uek.x86_64", "vxlan", TREE, {0}, REMEDY_SAFE,
	 DNF("kernel-uek-5.4.17-2136.300.7.el8uek.x86_64"), "", "package-missing"},
	{"rubbish in modules.packages", ORACLE, UEK8, "vxlan", TREE,
	 {"/lib/modules/" UEK8 "/modules.packages", "vxlan $(reboot)\nvxlan\nvxlan -y-" UEK8 "\nvxlan glibc\n\1\2 \n"},
	 REMEDY_SAFE, DNF("kernel-uek-modules-core-" UEK8), "", "package-missing"},
	{"two packages in modules.packages", ORACLE, "6.14.0-1.el9ueknext.x86_64", "vxlan", TREE,
	 {"/lib/modules/6.14.0-1.el9ueknext.x86_64/modules.packages", "vxlan a-6.14.0-1.el9ueknext.x86_64\nvxlan b-6.14.0-1.el9ueknext.x86_64\n"},
	 REMEDY_NONE, NULL, "kernel 6.14.0-1.el9ueknext.x86_64 has no vxlan: not built in, and no vxlan.ko in "
	 "/lib/modules/6.14.0-1.el9ueknext.x86_64$", ""},
	{"kernel-default, or its base", SLES, "6.4.0-150600.23.7-default", "ip_vs", TREE, {0},
	 REMEDY_DECISION, "zypper -n install --force -- kernel-default -kernel-default-base", "",
	 "package-missing"},
	{"the same, transactional", MICRO, "5.14.21-150500.55-default", "ip_vs", TREE, {0}, REMEDY_DECISION,
	 "transactional-update --non-interactive pkg install --force -- kernel-default "
	 "-kernel-default-base", "", "package-missing"},
	{"Tumbleweed", TUMBLEWEED, "6.12.1-1-default", "ip_vs", TREE, {0}, REMEDY_DECISION,
	 "zypper -n install --force -- kernel-default -kernel-default-base", "", "package-missing"},
	{"openEuler", EULER, "5.10.0-136.12.0.86.oe2203sp1.x86_64", "vxlan", TREE, {0}, REMEDY_SAFE,
	 DNF("kernel-5.10.0-136.12.0.86.oe2203sp1.x86_64"), "", "package-missing"},
	/* E: right before. */
	{"UEK 7", ORACLE, "5.15.0-200.131.27.el9uek.x86_64", "vxlan", TREE, {0}, REMEDY_SAFE,
	 DNF("kernel-uek-modules-5.15.0-200.131.27.el9uek.x86_64"), "", "package-missing"},
	{"EL 10, br_netfilter", RHEL10, "6.12.0-55.12.1.el10_0.x86_64", "br_netfilter", TREE, {0},
	 REMEDY_SAFE, DNF("kernel-modules-extra-6.12.0-55.12.1.el10_0.x86_64"), "", "package-missing"},
	{"EL 9", ROCKY, "5.14.0-427.13.1.el9_4.x86_64", "vxlan", TREE, {0}, REMEDY_SAFE,
	 DNF("kernel-modules-core-5.14.0-427.13.1.el9_4.x86_64"), "", "package-missing"},
	{"EL 9 with a database of rpm that is rubbish", ROCKY, "5.14.0-427.13.1.el9_4.x86_64", "vxlan", TREE,
	 {"/var/lib/rpm/rpmdb.sqlite", "rubbish"}, REMEDY_SAFE,
	 DNF("kernel-modules-core-5.14.0-427.13.1.el9_4.x86_64"), "", "package-missing"},
	{"SUSE's kernel-azure", SLES, "6.4.0-150600.8.5-azure", "vxlan", TREE, {0}, REMEDY_REBOOT,
	 "zypper -n install --force kernel-azure", "", "package-missing"},
	{"Amazon Linux 2023", AMAZON, "6.12.22-27.96.amzn2023.x86_64", "vxlan", TREE, {0}, REMEDY_SAFE,
	 DNF("kernel6.12-6.12.22-27.96.amzn2023.x86_64"), "", "package-missing"},
	{"Arch", ARCH, "6.12.9-arch1-1", "vxlan", TREE, {0}, REMEDY_REBOOT, "pacman -S --noconfirm linux", "",
	 "package-missing"},
	{"linux-lts of Arch", ARCH, "6.6.70-1-lts", "vxlan", TREE, {0}, REMEDY_REBOOT,
	 "pacman -S --noconfirm linux-lts", "", "package-missing"},
	{"a kernel of Manjaro, by the lists of pacman", MANJARO, "6.6.65-1-MANJARO", "vxlan", TREE,
	 {"/var/lib/pacman/local/linux66-6.6.65-1/files",
	  "%FILES%\nusr/lib/modules/6.6.65-1-MANJARO/kernel/a/vxlan.ko.zst\n"}, REMEDY_REBOOT,
	 "pacman -S --noconfirm linux66", "", "package-missing"},
	{"a package of one's own on Arch, which lacks it", ARCH, "6.12.9-mine", "vxlan", TREE,
	 {"/var/lib/pacman/local/linux-mine-1-1/files", "%FILES%\nusr/lib/modules/6.12.9-mine/kernel/\n"},
	 REMEDY_NONE, NULL, "it is the kernel of the package linux-mine, which has no vxlan$", ""},

	/* Releases that no pattern has, which are no evidence that somebody else built the kernel. */
	{"Ubuntu for another board, with no database", UBUNTU, "6.8.0-2019-raspi-realtime", "vxlan",
	 TREE | IMAGE | BARE, {0}, REMEDY_NONE, NULL, "/lib/modules/6.8.0-2019-raspi-realtime$", ""},
	{"a derivative", TUXEDO, "6.11.0-103014-tuxedo", "vxlan", TREE | IMAGE, {0}, REMEDY_NONE, NULL,
	 "/lib/modules/6.11.0-103014-tuxedo$", ""},
	{"a derivative, by the owner of the tree", TUXEDO, "6.11.0-103014-tuxedo", "vxlan", TREE | IMAGE,
	 {LISTS "linux-image-6.11.0-103014-tuxedo.list", "/boot/vmlinuz-6.11.0-103014-tuxedo\n",
	  LISTS "linux-modules-6.11.0-103014-tuxedo.list", "/lib/modules/6.11.0-103014-tuxedo/kernel\n"},
	 REMEDY_NONE, NULL, "it is the kernel of the package linux-modules-6.11.0-103014-tuxedo, which has no "
	 "vxlan$", ""},
	{"CloudLinux", CLOUD, "4.18.0-553.5.1.lve.el8.x86_64", "vxlan", TREE | IMAGE, {0}, REMEDY_NONE, NULL,
	 "/lib/modules/4.18.0-553.5.1.lve.el8.x86_64$", ""},
	{"Manjaro, upgraded", MANJARO, "6.6.65-1-MANJARO", "vxlan", 0,
	 {"/lib/modules/6.6.66-1-MANJARO/kernel/drivers/net/vxlan.ko", ""}, REMEDY_REBOOT, "reboot",
	 "another kernel was installed since$", ""},
	{"Kali, upgraded", "ID=kali\nID_LIKE=debian\n", "6.1.0-kali9-amd64", "vxlan", 0,
	 {"/lib/modules/6.5.0-kali3-amd64/kernel/drivers/net/vxlan.ko", ""}, REMEDY_REBOOT, "reboot",
	 "another kernel was installed since$", "package-missing"},

	/* What is installed counts before the pattern of the release. */
	{"a package of one's own with a release as of Debian", DEBIAN, "6.6.1-amd64", "vxlan", TREE | IMAGE,
	 {LISTS "linux-image-mine.list", "/boot/vmlinuz-6.6.1-amd64\n/lib/modules/6.6.1-amd64/kernel\n"},
	 REMEDY_NONE, NULL, "it is the kernel of the package linux-image-mine, which has no vxlan$", ""},
	{"Debian's package, whose list lacks it", DEBIAN, "6.1.0-50-cloud-amd64", "vxlan", TREE | IMAGE,
	 {LISTS "linux-image-6.1.0-50-cloud-amd64.list", "/lib/modules/6.1.0-50-cloud-amd64/kernel\n",
	  LISTS "linux-image-6.1.0-50-cloud-amd64.md5sums", ""},
	 REMEDY_NONE, NULL, "linux-image-6.1.0-50-cloud-amd64, which has no vxlan$", ""},
	{"the same, removed", DEBIAN, "6.1.0-50-cloud-amd64", "vxlan", TREE | IMAGE,
	 {LISTS "linux-image-6.1.0-50-cloud-amd64.list", "/lib/modules/6.1.0-50-cloud-amd64/kernel\n"},
	 REMEDY_SAFE, AGAIN("linux-image-6.1.0-50-cloud-amd64"), "", "package-missing"},
	{"Ubuntu's image without the package of its modules", UBUNTU, "5.15.0-91-generic", "vxlan",
	 TREE | IMAGE, {LISTS "linux-image-5.15.0-91-generic.list", "/boot/vmlinuz-5.15.0-91-generic\n"},
	 REMEDY_SAFE, AGAIN("linux-modules-5.15.0-91-generic"), "", "package-missing"},
	{"Ubuntu, where the drivers of another package are", UBUNTU, "5.15.0-91-generic", "vxlan",
	 TREE | IMAGE, {LISTS "linux-modules-nvidia-535-5.15.0-91-generic.list",
	 "/lib/modules/5.15.0-91-generic/kernel/nvidia-535\n"},
	 REMEDY_SAFE, AGAIN("linux-modules-5.15.0-91-generic"), "", "package-missing"},
	{"modules.packages that lacks it", ORACLE, UEK8, "vxlan", TREE,
	 {"/lib/modules/" UEK8 "/modules.packages", "geneve kernel-uek-modules-core-" UEK8 "\n"},
	 REMEDY_NONE, NULL, "/lib/modules/" UEK8 "$", ""},
	{"Aeon, by its tool", "ID=opensuse-aeon\nID_LIKE=\"suse opensuse\"\n", "6.12.1-1-default", "vxlan",
	 TREE, {"/usr/sbin/transactional-update", ""}, REMEDY_DECISION,
	 "transactional-update --non-interactive pkg install --force -- kernel-default -kernel-default-base",
	 "", "package-missing"},
	{"Fedora IoT", "ID=fedora\nVERSION_ID=41\n", "6.11.5-300.fc41.x86_64", "vxlan", TREE,
	 {"/ostree/repo/config", ""}, REMEDY_REBOOT, "rpm-ostree rollback", "", "package-missing"},
};

static void lay_node(struct fixture *fixture, size_t i)
{
	const char *srcdir = getenv("srcdir");

	run_command("cd %s && rm -rf ./* .dockerenv", fixture->path);
	fixture_write(fixture, "/etc/os-release", nodes[i].os);
	if (nodes[i].parts & TREE)
		lay_tree(fixture, nodes[i].release);
	if (!(nodes[i].parts & BARE))
		fixture_write(fixture, LISTS "base-files.list", "/.\n");
	if (nodes[i].parts & IMAGE) {
		_cleanup_free_ char *image = format_text("/boot/vmlinuz-%s", nodes[i].release);

		fixture_write(fixture, image, "");
	}
	if (nodes[i].parts & BESIDE) {
		run_command("PATH=$PATH:/sbin:/usr/sbin %s/tests/roots/module-tree %s " OTHER
			    " 2>/dev/null", srcdir ? srcdir : ".", fixture->path);
		fixture_write(fixture, "/boot/grub/grub.cfg",
			      "submenu 'A' $menuentry_id_option 'gnulinux-advanced-U' {\n"
			      "\tmenuentry 'a' $menuentry_id_option 'gnulinux-" OTHER "-advanced-U' {\n");
	}
	for (size_t j = 0; nodes[i].files[j]; j += 2) {
		_cleanup_free_ char *text = xstrdup(nodes[i].files[j + 1]);
		size_t size = strlen(text);

		/* An environment has a NUL behind each variable. */
		for (char *c = text; strstr(nodes[i].files[j], "environ") && *c; c++)
			if (*c == '\n')
				*c = '\0';
		fixture_write_bytes(fixture, nodes[i].files[j], text, size);
	}
}

static void assert_words(const char *message, const char *words)
{
	_cleanup_free_ char *marked = format_text("%s$", message);

	if (words && !strstr(marked, words))
		fail_msg("\"%s\" has no \"%s\"", message, words);
}

static void test_nodes(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture->ctx.kernel = &fake.kernel;
	fixture->root.confined = false;
	fake.probe.error = -EOPNOTSUPP;
	for (size_t i = 0; i < ARRAY_SIZE(nodes); i++) {
		const struct finding *finding;

		print_message("# %s\n", nodes[i].name);
		lay_node(fixture, i);
		fixture->ctx.release = nodes[i].release;
		require(fixture, nodes[i].module);
		finding = fixture_check(fixture, &check_module);
		assert_finding(finding, VERDICT_FAIL,
			       nodes[i].parts & TREE ? "module-not-shipped" : "module-tree-gone",
			       "");
		assert_words(finding->summary, nodes[i].words);
		if (!nodes[i].command) {
			assert_null(finding->remedy);
		} else {
			assert_non_null(finding->remedy);
			assert_string_equal(finding->remedy, nodes[i].command);
		}
		assert_int_equal(finding->remedy_kind, nodes[i].kind);
		finding = fixture_check(fixture, &check_package);
		assert_finding(finding, *nodes[i].package ? VERDICT_FAIL : VERDICT_SKIP,
			       nodes[i].package, "");
	}
}

/* modules.packages of 10 MiB is not read, and the node whose kernel makes the link is fit all the same. */
static void test_sizes(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);
	const struct finding *finding;

	fixture->ctx.kernel = &fake.kernel;
	fixture->root.confined = false;
	fixture->ctx.release = "6.14.0-1.el9ueknext.x86_64";
	require(fixture, "vxlan");
	fake.probe.error = -EOPNOTSUPP;
	fixture_write(fixture, "/etc/os-release", ORACLE);
	lay_tree(fixture, fixture->ctx.release);
	run_command("yes 'vxlan kernel-a-6.14.0-1.el9ueknext.x86_64' | head -c 10485760 > %s/lib/modules/%s/modules.packages",
		    fixture->path, fixture->ctx.release);
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-not-shipped", "has no vxlan");
	assert_null(finding->remedy);
	/* Each line is read once, however many there are. */
	run_command("yes '' | head -c 4194300 > %s/lib/modules/%s/modules.packages", fixture->path,
		    fixture->ctx.release);
	alarm(20);
	assert_null(fixture_check(fixture, &check_module)->remedy);
	alarm(0);
	run_command("cd %s/lib/modules/%s && echo 'vxlan kernel-a-6.14.0-1.el9ueknext.x86_64' > modules.packages",
		    fixture->path,
		    fixture->ctx.release);
	assert_string_equal(fixture_check(fixture, &check_module)->remedy, 
			    DNF("kernel-a-6.14.0-1.el9ueknext.x86_64"));
	fake.state = MODULE_LOADED;
	fixture_check(fixture, &check_module);
	assert_int_equal(report_fitness(&fixture->report), FITNESS_FIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_nodes),
		FIXTURE_TEST(test_sizes),
	};

	return RUN_GROUP("module_owner", tests);
}

/** 简体中文: the page that reads captures, by the English sentence. Other pages do without. */
export const zhDrop = {
  'Who closed the connection?': '连接是谁关闭的？',
  'Drop a packet capture on this page: pcap or pcapng, also gzip, zstd or lz4; a folder, or the files of a rotated set together. Or a saved report.':
    '把抓包文件拖到本页：pcap 或 pcapng，也可以是 gzip、zstd、lz4 压缩的；也可以是文件夹；滚动抓包的多个文件请一起拖入。也可以打开已保存的报告。',
  'Open a capture…': '打开抓包文件…',
  'Look at a sample': '看一个样例',
  'The file stays on this computer: it is read in this page, and this page has no permission to use the network.':
    '文件不会离开这台电脑：它只在本页内读取，本页没有访问网络的权限。',
  'Reading a capture here needs scripts, and this browser runs none. On the command line, closecall report FILE writes a page that can be read without.':
    '在此读取抓包需要脚本，而当前浏览器不运行脚本。在命令行用 closecall report FILE 可以生成无需脚本即可阅读的页面。',
  'or drop one anywhere. Files stay on this computer.': '或拖到页面任意位置。文件不会离开这台电脑。',
  'Reading {0}': '正在读取 {0}',
  'Judging what was read': '正在判定已读取的部分',
  'Bytes read': '已读取的字节',
  '{0} packet': '{0} 个报文',
  'Stop and show what was read': '停止，显示已读取部分的结果',
  Cancel: '取消',
  '{0} so far': '目前已有{0}',
  Count: '数量',
  First: '最早',
  Last: '最晚',
  'Neighbouring connections are asked when everything is read: some of these may change.':
    '读完之后还要对照相邻连接，以上部分结论可能改变。',
  'Add to what is open': '与已打开的合并',
  'Open instead': '改为打开这个',
  'a saved report is opened by itself': '已保存的报告只能单独打开',
  'the decoder stopped: {0}': '解码程序停止了：{0}',
  'this needs more memory than a page gets: read it on the command line (closecall report FILE), or a part of it here':
    '所需内存超过网页可用的上限：请在命令行读取（closecall report FILE），或在此只读取一部分',
  'the folder': '该文件夹',
  'no captures in this folder (what they hold counts, not their names)':
    '该文件夹中没有抓包文件（按文件内容识别）',
  'cannot be shown: {0}': '无法显示：{0}',
} as const;

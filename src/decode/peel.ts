/** From the name of the next header to the function that reads it. */
import { nflog, pflog, pktap, ppi } from './capture-headers.ts';
import { ethernet, llc, vlan } from './ethernet.ts';
import type { FragmentTable } from './fragments.ts';
import { erspan2, erspan3, gre } from './gre.ts';
import { ipv4 } from './ipv4.ts';
import { extensionHeader, ipv6 } from './ipv6.ts';
import { Layer, type Step } from './layer.ts';
import { linuxSll, linuxSll2 } from './linux-cooked.ts';
import { loopback } from './loopback.ts';
import { mpls } from './mpls.ts';
import { arcnet, tokenRing } from './old-networks.ts';
import type { Packet } from './packet.ts';
import { hdlc, ppp, pppoe } from './ppp.ts';
import { udp } from './udp.ts';
import { nsh } from './vxlan.ts';
import { prism, radiotap, wlan } from './wlan.ts';

/** Reads one header, and TCP or ICMP with the IP header before it. What nearly every packet has comes first. */
export function peel(packet: Packet, layer: Layer, fragments: FragmentTable): Step {
  switch (layer) {
    case Layer.IPV4:
    case Layer.IP:
      return ipv4(packet, fragments);
    case Layer.IPV6:
      return ipv6(packet);
    case Layer.ETHERNET:
      return ethernet(packet);
    case Layer.VLAN:
      return vlan(packet);
    case Layer.LLC:
      return llc(packet);
    case Layer.EXTENSION:
      return extensionHeader(packet, fragments);
    case Layer.UDP:
      return udp(packet);
    case Layer.LINUX_SLL:
      return linuxSll(packet);
    case Layer.LINUX_SLL2:
      return linuxSll2(packet);
    case Layer.LOOPBACK:
      return loopback(packet);
    case Layer.MPLS:
      return mpls(packet);
    case Layer.PPP:
      return ppp(packet);
    case Layer.PPPOE:
      return pppoe(packet);
    case Layer.HDLC:
      return hdlc(packet);
    case Layer.GRE:
      return gre(packet);
    case Layer.ERSPAN_2:
      return erspan2(packet);
    case Layer.ERSPAN_3:
      return erspan3(packet);
    case Layer.NSH:
      return nsh(packet);
    case Layer.WLAN:
      return wlan(packet);
    case Layer.RADIOTAP:
      return radiotap(packet);
    case Layer.PRISM:
      return prism(packet);
    case Layer.PPI:
      return ppi(packet);
    case Layer.PKTAP:
      return pktap(packet);
    case Layer.NFLOG:
      return nflog(packet);
    case Layer.PFLOG:
      return pflog(packet);
    case Layer.TOKEN_RING:
      return tokenRing(packet);
    case Layer.ARCNET_BSD:
      return arcnet(packet, 2);
    case Layer.ARCNET_LINUX:
      return arcnet(packet, 4);
  }
}

# fmt: off
# ruff: noqa: E501, E702, PLC3002
"""A fourth corpus, written by an auditor who had not read the compiler: values by LaTeX symbol, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np

R = np.random.default_rng(5)


def sm(z: Any, axis: int = -1) -> Any:
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def sg(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


x = R.normal(size=4); y = R.normal(size=4); p = sm(R.normal(size=4)); r = sm(R.normal(size=4))
A = R.normal(size=(3,4)); B = R.normal(size=(4,3)); Q = R.normal(size=(3,4)); K = R.normal(size=(5,4)); V = R.normal(size=(5,2))
X = R.normal(size=(5,4)); S3 = R.normal(size=(3,3)); P3 = S3@S3.T+np.eye(3); mu = R.normal(size=3); x3 = R.normal(size=3)
WQ=R.normal(size=(4,3)); WK=R.normal(size=(4,3)); WV=R.normal(size=(4,2))
Z=R.normal(size=(4,3)); Zn=Z/np.linalg.norm(Z,axis=1,keepdims=True); Sim=Zn@Zn.T
rt=abs(x)
Wz=R.normal(size=(3,4)); Uz=R.normal(size=(3,3))

FOURTH: list[tuple[str, dict[str, Any], Any]] = [
    (r"\theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{\hat{v}_t} + \epsilon} \hat{m}_t", {r"\theta_t":1.3, r"\eta":.1, r"\hat{v}_t":.4, r"\epsilon":.01, r"\hat{m}_t":.7}, 1.3-.1/(np.sqrt(.4)+.01)*.7),
    (r"\mathbf{m}_t = \beta_1 \mathbf{m}_{t-1} + (1-\beta_1)\mathbf{g}_t", {r"\beta_1":.9, r"\mathbf{m}_{t-1}":x, r"\mathbf{g}_t":y}, .9*x+(1-.9)*y),
    (r"\mathbf{v}_t = \beta_2 \mathbf{v}_{t-1} + (1-\beta_2)\,\mathbf{g}_t^{2}", {r"\beta_2":.99, r"\mathbf{v}_{t-1}":abs(x), r"\mathbf{g}_t":y}, .99*abs(x)+.01*y**2),
    (r"\hat{\mathbf{v}}_t = \frac{\mathbf{v}_t}{1-\beta_2^t}", {r"\mathbf{v}_t":x, r"\beta_2":.9, "t":3}, x/(1-.9**3)),
    (r"\theta_t \leftarrow \theta_{t-1} - \alpha\left(\frac{\hat m_t}{\sqrt{\hat v_t}+\epsilon} + \lambda\,\theta_{t-1}\right)", {r"\theta_{t-1}":.5, r"\alpha":.01, r"\hat m_t":.3, r"\hat v_t":.2, r"\epsilon":1e-3, r"\lambda":.1}, .5-.01*(.3/(np.sqrt(.2)+1e-3)+.1*.5)),
    (r"\mathrm{lr}(s) = \begin{cases} \eta \cdot \frac{s}{s_w}, & s < s_w \\ \eta\,\frac{S - s}{S - s_w}, & \text{otherwise} \end{cases}", {r"\eta":.1,"s":30,"s_w":10,"S":100}, .1*70/90),
    (r"u_t = \operatorname{sign}\!\left(\beta_1 m_{t-1} + (1-\beta_1) g_t\right)", {r"\beta_1":.9,"m_{t-1}":x,"g_t":y}, np.sign(.9*x+.1*y)),
    (r"g \leftarrow g \cdot \min\!\left(1, \frac{c}{\lVert g \rVert_2}\right)", {"g":x,"c":.5}, x*min(1,.5/np.linalg.norm(x))),
    (r"\mathrm{Attention}(Q,K,V) = \mathrm{softmax}\!\left(\frac{QK^{\top}}{\sqrt{d_k}}\right)V", {"Q":Q,"K":K,"V":V,"d_k":4}, sm(Q@K.T/2)@V),
    (r"\alpha_{ij} = \frac{\exp(e_{ij})}{\sum_{k=1}^{n}\exp(e_{ik})}", {"e":A,"i":2,"j":3,"n":4}, sm(A)[1,2]),
    (r"\mathbf{h}' = \mathbf{W}^{O}\left[\mathbf{h}_1 ; \mathbf{h}_2\right]", {r"\mathbf{W}^{O}":A, r"\mathbf{h}_1":x[:2], r"\mathbf{h}_2":x[2:]}, A@x),
    (r"\mathrm{head} = \mathrm{softmax}\left(\frac{(X W^Q)(X W^K)^\top}{\sqrt{d}}\right) X W^V", {"X":X,"W^Q":WQ,"W^K":WK,"W^V":WV,"d":3}, sm((X@WQ)@(X@WK).T/np.sqrt(3))@X@WV),
    (r"\mathbf{o}_i = \frac{\sum_{j=1}^{n} \exp(\mathbf{q}_i^\top \mathbf{k}_j)\,\mathbf{v}_j}{\sum_{j=1}^{n} \exp(\mathbf{q}_i^\top \mathbf{k}_j)}", {r"\mathbf{q}_i":x, r"\mathbf{q}":np.stack([y,x]), "i":2, r"\mathbf{k}":K, r"\mathbf{v}":V,"n":5}, sm(K@x)@V),
    (r"\mathrm{FFN}(x) = \max(0, xW_1 + b_1)W_2 + b_2", {"x":x,"W_1":B,"b_1":mu,"W_2":S3,"b_2":x3}, np.maximum(0,x@B+mu)@S3+x3),
    (r"\mathrm{LN}(\mathbf{x}) = \frac{\mathbf{x} - \mu}{\sqrt{\sigma^2 + \epsilon}} \odot \boldsymbol{\gamma} + \boldsymbol{\beta}, \quad \mu = \frac{1}{d}\sum_{i=1}^{d} x_i, \quad \sigma^2 = \frac{1}{d}\sum_{i=1}^{d}(x_i-\mu)^2", {r"\mathbf{x}":x,"x":x,r"\epsilon":1e-5,r"\boldsymbol{\gamma}":y,r"\boldsymbol{\beta}":p,"d":4}, (x-x.mean())/np.sqrt(x.var()+1e-5)*y+p),
    (r"\bar{a}_i = \frac{a_i}{\mathrm{RMS}(\mathbf{a})} g_i, \quad \text{where} \quad \mathrm{RMS}(\mathbf{a}) = \sqrt{\frac{1}{n}\sum_{i=1}^{n} a_i^2}", {r"\mathbf{a}":x,"a":x,"g":y,"g_i":y[1],"a_i":x[1],"i":2,"n":4}, x[1]/np.sqrt((x**2).mean())*y[1]),
    (r"\operatorname{Swish}_{\beta}(x) = x\,\sigma(\beta x)", {"x":x,r"\beta":1.7}, x*sg(1.7*x)),
    (r"W = W_0 + \frac{\alpha}{r} B A, \quad B \in \mathbb{R}^{d\times r}, A \in \mathbb{R}^{r \times k}", {"W_0":np.ones((3,3)),r"\alpha":2.,"r":4,"B":A,"A":B}, np.ones((3,3))+.5*A@B),
    (r"h = W_0 x + BAx", {"W_0":S3,"x":x3,"B":A,"A":B}, S3@x3+A@B@x3),
    (r"L(N, D) = E + \frac{A}{N^{\alpha}} + \frac{B}{D^{\beta}}", {"E":1.69,"A":406.4,"N":1e4,r"\alpha":.34,"B":410.7,"D":1e5,r"\beta":.28}, 1.69+406.4/1e4**.34+410.7/1e5**.28),
    (r"\mathcal{L}_{\mathrm{CE}} = -\frac{1}{N}\sum_{i=1}^{N}\sum_{c=1}^{C} y_{i,c}\log \hat{y}_{i,c}", {"N":3,"C":4,"y":np.eye(4)[[0,2,1]],r"\hat{y}":sm(A)}, -np.log(sm(A)[range(3),[0,2,1]]).mean()),
    (r"\mathrm{FL}(p_t) = -\alpha_t (1-p_t)^{\gamma}\log(p_t)", {r"\alpha_t":.25,"p_t":.3,r"\gamma":2}, -.25*.7**2*np.log(.3)),
    (r"\ell_{i,j} = -\log \frac{\exp(\mathrm{sim}_{i,j}/\tau)}{\sum_{k=1}^{2N}\mathbb{1}_{[k\neq i]}\exp(\mathrm{sim}_{i,k}/\tau)}", {r"\mathrm{sim}":Sim,r"\tau":.5,"N":2,"i":1,"j":3}, -np.log(np.exp(Sim[0,2]/.5)/sum(np.exp(Sim[0,k]/.5) for k in range(4) if k!=0))),
    (r"\mathcal{L}_{\text{KL}} = -\frac{1}{2}\sum_{j=1}^{J}\left(1+\log\sigma_j^2-\mu_j^2-\sigma_j^2\right)", {"J":4,r"\sigma":abs(x),r"\mu":y}, -.5*(1+np.log(x**2)-y**2-x**2).sum()),
    (r"\mathcal{L}_\delta(y, \hat y) = \begin{cases}\frac{1}{2}(y-\hat y)^2 & \text{if } |y-\hat y| \le \delta,\\ \delta\left(|y-\hat y|-\frac12\delta\right) & \text{otherwise.}\end{cases}", {"y":x,r"\hat y":y,r"\delta":.7}, np.where(abs(x-y)<=.7,.5*(x-y)**2,.7*(abs(x-y)-.35))),
    (r"\mathcal{L} = \max\left\{0, \|a-p\|_2^2 - \|a-n\|_2^2 + m\right\}", {"a":x,"p":y,"n":p,"m":.5}, max(0,((x-y)**2).sum()-((x-p)**2).sum()+.5)),
    (r"\mathcal{L}_{\mathrm{DPO}} = -\log\sigma\left(\beta\log\frac{\pi_\theta}{\pi_{\mathrm{ref}}} - \beta\log\frac{\pi'_\theta}{\pi'_{\mathrm{ref}}}\right)", {r"\beta":.1,r"\pi_\theta":.3,r"\pi_{\mathrm{ref}}":.2,r"\pi'_\theta":.1,r"\pi'_{\mathrm{ref}}":.25}, -np.log(sg(.1*np.log(.3/.2)-.1*np.log(.1/.25)))),
    (r"\delta_t = r_t + \gamma V(s_{t+1}) - V(s_t)", {"r_t":.4,r"\gamma":.9,"V":lambda s:s**2,"s_{t+1}":.6,"s_t":.3}, .4+.9*.36-.09),
    (r"\hat{A}_{i,t} = \frac{r_i - \operatorname{mean}(\mathbf{r})}{\operatorname{std}(\mathbf{r})}", {r"\mathbf{r}":x,"r":x,"r_i":x[1],"i":2}, (x[1]-x.mean())/x.std()),
    (r"\bar{\alpha}_t := \prod_{s=1}^{t}(1-\beta_s)", {"t":3,r"\beta":np.array([.1,.2,.3,.4])}, .9*.8*.7),
    (r"\tilde{\boldsymbol\mu}_t(\mathbf{x}_t,\mathbf{x}_0) = \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}\mathbf{x}_0 + \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}\mathbf{x}_t", {r"\mathbf{x}_t":x,r"\mathbf{x}_0":y,r"\bar\alpha_{t-1}":.7,r"\beta_t":.1,r"\bar\alpha_t":.6,r"\alpha_t":.9}, np.sqrt(.7)*.1/.4*y+np.sqrt(.9)*.3/.4*x),
    (r"\tilde{\beta}_t = \frac{1-\bar{\alpha}_{t-1}}{1-\bar{\alpha}_t}\cdot\beta_t", {r"\bar{\alpha}_{t-1}":.7,r"\bar{\alpha}_t":.6,r"\beta_t":.1}, .3/.4*.1),
    (r"f(t) = \cos\left(\frac{t/T + s}{1+s}\cdot\frac{\pi}{2}\right)^2", {"t":3,"T":10,"s":.008}, np.cos((.3+.008)/1.008*np.pi/2)**2),
    (r"\mathcal{N}(\mathbf{x}\mid\boldsymbol\mu,\boldsymbol\Sigma) = \frac{1}{(2\pi)^{D/2}|\boldsymbol\Sigma|^{1/2}}\exp\left\{-\frac12(\mathbf{x}-\boldsymbol\mu)^\top\boldsymbol\Sigma^{-1}(\mathbf{x}-\boldsymbol\mu)\right\}", {r"\mathbf{x}":x3,r"\boldsymbol\mu":mu,r"\boldsymbol\Sigma":P3,"D":3}, np.exp(-.5*(x3-mu)@np.linalg.inv(P3)@(x3-mu))/((2*np.pi)**1.5*np.sqrt(np.linalg.det(P3)))),
    (r"p_i = \frac{e^{z_i/T}}{\sum_{j} e^{z_j/T}}", {"z":x,"T":.7,"i":2}, sm(x/.7)[1]),
    (r"F_1 = 2\cdot\frac{\mathrm{precision}\cdot\mathrm{recall}}{\mathrm{precision}+\mathrm{recall}}", {r"\mathrm{precision}":.6,r"\mathrm{recall}":.8}, 2*.48/1.4),
    (r"F_\beta = (1+\beta^2)\frac{PR}{\beta^2 P + R}", {r"\beta":2,"P":.6,"R":.8}, 5*.48/(4*.6+.8)),
    (r"\mathrm{DCG}_k = \sum_{i=1}^{k}\frac{2^{rel_i}-1}{\log_2(i+1)}", {"k":3,"rel":np.array([3,2,0,1])}, sum((2**a-1)/np.log2(i+2) for i,a in enumerate([3,2,0]))),
    (r"\text{BLEU} = \text{BP}\cdot\exp\left(\sum_{n=1}^{N}w_n\log p_n\right)", {r"\text{BP}":.9,"N":4,"w":np.full(4,.25),"p":p}, .9*np.exp((.25*np.log(p)).sum())),
    (r"\mathrm{PSNR} = 10\log_{10}\frac{\mathrm{MAX}^2}{\mathrm{MSE}}", {r"\mathrm{MAX}":255,r"\mathrm{MSE}":20.}, 10*np.log10(255**2/20)),
    (r"\rho = \frac{\sum_i (x_i-\bar x)(y_i-\bar y)}{\sqrt{\sum_i(x_i-\bar x)^2}\sqrt{\sum_i(y_i-\bar y)^2}}", {"x":x,"y":y,r"\bar x":x.mean(),r"\bar y":y.mean()}, np.corrcoef(x,y)[0,1]),
    (r"k(\mathbf{x},\mathbf{x}') = \sigma_f^2\exp\left(-\frac{\|\mathbf{x}-\mathbf{x}'\|^2}{2\ell^2}\right)", {r"\mathbf{x}":x,r"\mathbf{x}'":y,r"\sigma_f":1.4,r"\ell":.8}, 1.96*np.exp(-((x-y)**2).sum()/(2*.64))),
    (r"\mathrm{MMD}^2 = \frac{1}{m^2}\sum_{i=1}^m\sum_{j=1}^m k(x_i,x_j) - \frac{2}{mn}\sum_{i=1}^m\sum_{j=1}^n k(x_i,y_j) + \frac{1}{n^2}\sum_{i=1}^n\sum_{j=1}^n k(y_i,y_j)", {"k":lambda a,b:np.exp(-(a-b)**2),"x":x,"y":y[:3],"m":4,"n":3}, (lambda f: f(x,x).mean()-2*f(x,y[:3]).mean()+f(y[:3],y[:3]).mean())(lambda a,b:np.exp(-(a[:,None]-b[None])**2))),
    (r"\mathbf{z}_t = \sigma\left(\mathbf{W}_z\mathbf{x}_t + \mathbf{U}_z\mathbf{h}_{t-1} + \mathbf{b}_z\right)", {r"\mathbf{W}_z":Wz,r"\mathbf{x}_t":x,r"\mathbf{U}_z":Uz,r"\mathbf{h}_{t-1}":x3,r"\mathbf{b}_z":mu}, sg(Wz@x+Uz@x3+mu)),
    (r"h_t = (1-z_t)\odot h_{t-1} + z_t \odot \tilde h_t", {"z_t":sg(x),"h_{t-1}":y,r"\tilde h_t":p}, (1-sg(x))*y+sg(x)*p),
    (r"\begin{aligned} f_t &= \sigma(W_f x_t + b_f) \\ i_t &= \sigma(W_i x_t + b_i) \\ c_t &= f_t \odot c_{t-1} + i_t \odot \tanh(W_c x_t + b_c)\end{aligned}", {"W_f":Wz,"x_t":x,"b_f":mu,"W_i":Wz*2,"b_i":mu,"W_c":-Wz,"b_c":x3,"c_{t-1}":mu}, sg(Wz@x+mu)*mu+sg(2*Wz@x+mu)*np.tanh(-Wz@x+x3)),
    (r"c_{ij} = \sum_{k} a_{ik} b_{kj}", {"a":A,"b":B,"i":2,"j":3}, (A@B)[1,2]),
    (r"\mathcal{L} = \frac{1}{|\mathcal{B}|}\sum_{x\in\mathcal{B}} (x-c)^2", {r"\mathcal{B}":x,"c":.3}, ((x-.3)**2).mean()),
    (r"\mathcal{L}(\theta) = \mathbb{E}_{x\sim\mathcal{D}}\left[(f_\theta(x)-x)^2\right]", {r"\mathcal{D}":x,r"f_\theta":lambda v:v*2,r"\theta":None}, (x**2).mean()),
    (r"\hat{y} = \arg\max_{k} z_k", {"z":x}, int(x.argmax())+1),
    (r"\mathrm{Acc} = \frac{1}{N}\sum_{i=1}^N \mathbf{1}\{\hat y_i = y_i\}", {"N":4,r"\hat y":np.array([1,2,3,4]),"y":np.array([1,0,3,4])}, .75),
    (r"R = \begin{pmatrix}\cos m\theta & -\sin m\theta\\ \sin m\theta & \cos m\theta\end{pmatrix}", {"m":3,r"\theta":.2}, np.array([[np.cos(.6),-np.sin(.6)],[np.sin(.6),np.cos(.6)]])),
    (r"PE_{(pos,2i)} = \sin\left(pos/10000^{2i/d_{\text{model}}}\right)", {"pos":7,"i":3,r"d_{\text{model}}":16}, np.sin(7/10000**(6/16))),
    (r"\tilde{x} = \lambda x_i + (1-\lambda)x_j", {r"\lambda":.3,"x_i":x,"x_j":y}, .3*x+.7*y),
    (r"\mathbf{A} = \mathbf{U}\boldsymbol{\Sigma}\mathbf{V}^{\top}", {r"\mathbf{U}":S3,r"\boldsymbol{\Sigma}":P3,r"\mathbf{V}":A.T}, S3@P3@A),
    (r"X_{k+1} = aX_k + b(X_kX_k^\top)X_k + c(X_kX_k^\top)^2X_k", {"a":3.4445,"X_k":A,"b":-4.775,"c":2.03}, 3.4445*A-4.775*(A@A.T)@A+2.03*(A@A.T)@(A@A.T)@A),
    (r"\Omega(\theta) = \lambda_1\|\theta\|_1 + \frac{\lambda_2}{2}\|\theta\|_2^2", {r"\lambda_1":.1,r"\lambda_2":.3,r"\theta":x}, .1*abs(x).sum()+.15*(x**2).sum()),
    (r"\mathcal{L}_{\text{total}} = \mathcal{L}_{\text{rec}} + \beta\,\mathcal{L}_{\text{reg}}", {r"\mathcal{L}_{\text{rec}}":1.2,r"\beta":.5,r"\mathcal{L}_{\text{reg}}":.3}, 1.35),
    (r"\theta_{\text{EMA}} \gets \tau\,\theta_{\text{EMA}} + (1-\tau)\theta", {r"\tau":.99,r"\theta_{\text{EMA}}":x,r"\theta":y}, .99*x+.01*y),
    (r"\mathcal{L}_{\text{aux}} = \alpha N\sum_{i=1}^{N} f_i P_i", {r"\alpha":.01,"N":4,"f":p,"P":r}, .01*4*(p*r).sum()),
    (r"x^{(l+1)} = x^{(l)} + F\left(x^{(l)}; W^{(l)}\right)", {r"x^{(l)}":x,"F":lambda a,w:np.tanh(a*w),"W^{(l)}":y}, x+np.tanh(x*y)),
    (r"\cos(\mathbf u,\mathbf v) = \frac{\langle\mathbf u,\mathbf v\rangle}{\|\mathbf u\|\,\|\mathbf v\|}", {r"\mathbf u":x,r"\mathbf v":y}, x@y/np.linalg.norm(x)/np.linalg.norm(y)),
    (r"s = \sqrt[3]{\frac{a}{1+\frac{b}{1+c}}}", {"a":2.,"b":3.,"c":.5}, (2/(1+3/1.5))**(1/3)),
    (r"\mathcal{L}_{\text{focal}} = -\sum_{c}\left(1-p_c\right)^\gamma y_c\ln p_c", {"p":p,r"\gamma":2,"y":r}, -((1-p)**2*r*np.log(p)).sum()),
    (r"\mathcal{L}_{\mathrm{BT}} = \sum_i(1-\mathcal{C}_{ii})^2 + \lambda\sum_i\sum_{j\neq i}\mathcal{C}_{ij}^2", {r"\mathcal{C}":S3,r"\lambda":.1}, ((1-np.diag(S3))**2).sum()+.1*((S3**2).sum()-(np.diag(S3)**2).sum())),
    (r"\text{score}(h_t,\bar h_s) = v_a^\top\tanh\left(W_a[h_t;\bar h_s]\right)", {"v_a":x3,"W_a":A,"h_t":x[:2],r"\bar h_s":x[2:]}, x3@np.tanh(A@x)),
    (r"\mathcal{A}_{\text{last}} = \frac{1}{T}\sum_{j=1}^{T}a_{T,j}", {"T":3,"a":S3}, S3[2].mean()),
]
FOURTH_REFUSED = [
    r"C \approx 6ND",
    r"e^x = \sum_{k=0}^{\infty}\frac{x^k}{k!}",
    r"h_t = \bar{A} h_{t-1} + \bar{B} x_t, \quad y_t = C h_t",
    r"\bar{\mathbf{B}} = (\Delta\mathbf{A})^{-1}(\exp(\Delta\mathbf{A})-\mathbf{I})\cdot\Delta\mathbf{B}",
    r"y = \sum_{i=1}^n G_i E_i(x)",
    r"y = x^T A y_0 T",
    r"f = \sigma x + \sigma(x)",
    r"x = 1/2y",
    r"y = \sin x y",
    r"y = AB x^2",
    r"e = \sum_i x_i + y_i",
    r"q = a/bc",
    r"E[X] = \int x p(x)\,dx",
    r"\nabla_\theta J(\theta) = \mathbb{E}_{\pi}[\nabla_\theta\log\pi_\theta(a|s)Q(s,a)]",
    r"\hat\theta = \arg\min_\theta \mathcal{L}(\theta)",
    r"y = x_{1:t} + \ldots",
    r"O(n^2 d)",
    r"a \propto e^{-b}",
    r"y = x^{2}_{i}{}^{k}",
    r"z = |x-y|^{-}",
    r"y = \sin^{-1} x",
]

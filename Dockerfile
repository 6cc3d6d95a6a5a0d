# What students need, for Binder, JupyterHub or `docker run -p 8888:8888`.
# .dockerignore lets in the notebooks and the packages only: no solution is in the image.
FROM python:3.11-slim-bookworm

RUN pip install --no-cache-dir torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu

ARG NB_USER=jovyan
ARG NB_UID=1000
ENV HOME=/home/${NB_USER}
RUN useradd --create-home --uid ${NB_UID} ${NB_USER}
WORKDIR ${HOME}/course
COPY --chown=${NB_UID} . .
RUN pip install --no-cache-dir --constraint constraints.txt jupyterhub . \
 && autograder lab --no-open \
 && chown -R ${NB_UID} ${HOME}

USER ${NB_USER}
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser", "--notebook-dir=work"]
